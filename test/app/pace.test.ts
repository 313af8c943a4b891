import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASSUMED, paceOf } from '../../src/app/pace.ts';
import type { Run, Step } from '../../src/app/run.ts';

const START = Date.parse('2026-11-21T08:00:00Z');

const step = (change: Partial<Step> = {}): Step => ({
  ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'web', name: 'a' },
  action: 'edit',
  closes: [],
  state: 'verified',
  at: new Date(START).toISOString(),
  differences: [{ path: ['spec', 'replicas'], before: 1, after: 2 }],
  ...change,
});

const run = (seconds: number, steps: readonly Step[], change: Partial<Run> = {}): Run => ({
  schema: 1,
  id: '2026-11-21-1',
  does: 'apply',
  started: new Date(START).toISOString(),
  finished: new Date(START + seconds * 1000).toISOString(),
  target: { type: 'memory', id: 'memory-demo', name: 'demo', readOnly: false },
  version: '0.0.0',
  steps,
  ...change,
});

const label = step({ differences: [{ path: ['metadata', 'labels', 'a'], after: 'b' }] });
const account = step({ ref: { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'web', name: 'a' } });

describe('how long restarts take', () => {
  it('is assumed until one was watched to its end', () => {
    expect(paceOf([])).toBe(ASSUMED);
    const { finished: _finished, ...open } = run(60, [step()]);
    const unknown = [run(60, [label, account]), open, run(60, [step()], { imported: true }), run(60, [step({ state: 'degraded' })])];
    for (const one of unknown) expect(paceOf([one])).toBe(ASSUMED);
  });

  it('is what a workload took in the middle one of the newest runs', () => {
    const runs = [90, 20, 40].map((seconds) => run(seconds * 2, [step(), label, step()]));
    expect(paceOf(runs)).toEqual({ seconds: 40, each: 'workload' });
    const older = Array.from({ length: 30 }, () => run(5000, [step()]));
    expect(paceOf([...Array.from({ length: 10 }, () => run(30, [step()])), ...older])).toEqual({ seconds: 30, each: 'workload' });
  });

  it('lies between what was seen', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 10 }), (all) => {
        const { seconds } = paceOf(all.map((one) => run(one, [step()])));
        expect(seconds).toBeGreaterThanOrEqual(Math.min(...all));
        expect(seconds).toBeLessThanOrEqual(Math.max(...all));
      }),
    );
  });
});
