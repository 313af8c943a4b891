import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/app/plan.ts';
import { assertCurrent, savedPlan } from '../../src/app/savedPlan.ts';
import { checkout, is, NS, scene } from './scene.ts';

const MADE = { version: '0.0.0', made: '2026-03-01T10:00:00Z', target: { type: 'memory', id: 'memory-demo', name: 'demo' } } as const;

const refusing = ({ changes, denials }: Plan, at: number): Plan => ({
  denials,
  changes: changes.map((change, i) => (i === at ? { ...change, refused: 'a webhook refuses it' } : change)),
});

describe('a saved plan', () => {
  it('is current while what was refused stays refused, and stale once that would be applied too', async () => {
    const { plan } = scene([NS, checkout(), { ...checkout(), metadata: { name: 'refunds', namespace: 'payments' } }]);
    const made = await plan(is('privilege-escalation'));
    const saved = savedPlan(refusing(made, 1), { answers: {} }, MADE);
    expect(() => assertCurrent(saved, refusing(made, 1))).not.toThrow();
    expect(() => assertCurrent(saved, made)).toThrow('refunds');
    expect(() => assertCurrent(saved, refusing(made, 0))).toThrow('checkout');
  });
});
