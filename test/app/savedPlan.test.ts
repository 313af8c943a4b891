import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { makePlan, type Plan } from '../../src/app/plan.ts';
import { assertCurrent, savedPlan, spelledAs } from '../../src/app/savedPlan.ts';
import { scanTarget } from '../../src/app/scan.ts';
import type { Finding } from '../../src/core/finding.ts';
import { folderWith, open } from '../manifests/folder.ts';
import { checkout, is, NS, scene } from './scene.ts';

const MADE = { version: '0.0.0', made: '2026-03-01T10:00:00Z', target: { type: 'memory', id: 'memory-demo', name: 'demo' } } as const;

const filesAt = async (path: string) => {
  const target = await open(path);
  const { snapshot, result } = await scanTarget({ target, catalogue });
  const found = result.findings.filter(is('privilege-escalation'));
  return { target, found, plan: (chosen: readonly Finding[]) => makePlan({ target, catalogue, snapshot, chosen }) };
};

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

  it.each<[string, (folder: string, here: string) => readonly [string, string]]>([
    ['a slash at its end', (folder) => [folder, `${folder}/`]],
    ['relative', (folder, here) => [folder, here]],
    ['with ./', (_folder, here) => [`${here}/`, `./${here}`]],
    ['a file', (folder, here) => [`${folder}/a.yaml`, `./${here}/a.yaml`]],
  ])('is the same plan however its files are named: %s', async (_how, names) => {
    const folder = folderWith({ 'a.yaml': JSON.stringify(checkout()) });
    const [one, other] = names(folder, relative(process.cwd(), folder));
    const first = await filesAt(one);
    const [finding] = first.found;
    const made = await first.plan(first.found);
    const saved = savedPlan(made, { answers: { [finding!.id]: { uid: '7' } } }, MADE);

    const second = await filesAt(other);
    expect(second.target.info.id).toBe(first.target.info.id);
    const again = spelledAs(saved, second.found);
    expect([again.findings, Object.keys(again.answers)]).toEqual([second.found.map(({ id }) => id), [second.found[0]!.id]]);
    const plan = await second.plan(second.found.filter(({ id }) => again.findings.includes(id)));
    expect(plan.changes).toHaveLength(1);
    expect(() => assertCurrent(saved, plan)).not.toThrow();
  });
});
