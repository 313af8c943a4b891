import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/app/guard.ts';
import type { Clock } from '../../src/app/recorder.ts';
import { checkout, clock, is, NS, scene } from './scene.ts';

const NEEDS = { annotations: { 'testcluster/needs': 'escalation' } };

/** Somebody who says something, or leaves, when so many seconds are left. */
const play = async (at: number, says: Verdict | 'leave' | undefined) => {
  const [heard, leave, stop] = [new AbortController(), new AbortController(), new AbortController()];
  const of = scene([NS, checkout(NEEDS)]);
  const plan = await of.plan(is('privilege-escalation'));
  let verdict: Verdict | undefined;
  const counted: number[] = [];
  const time: Clock = clock();
  const run = await of.apply(plan, {
    clock: time,
    autoRollback: true,
    control: { stop: stop.signal, leave: leave.signal },
    guard: () => ({ said: () => verdict, heard: heard.signal }),
    on: (event) => {
      if (event.type !== 'countdown') return;
      counted.push(event.left);
      if (event.left !== at || says === undefined) return;
      if (says === 'leave') return leave.abort();
      verdict = says;
      heard.abort();
    },
  });
  return { step: run.steps[0], counted, tried: (await of.journal.recall()).memory.tried ?? [] };
};

describe('the countdown before a rollback', () => {
  it('rolls back when it is over', async () => {
    const { step, counted, tried } = await play(30, undefined);
    expect(step?.state).toBe('rolled-back');
    expect(counted).toEqual([...Array.from({ length: 30 }, (_, i) => 30 - i), 0]);
    expect(tried).toHaveLength(1);
  });

  it('rolls back at once when somebody says so', async () => {
    const { step, counted } = await play(28, 'roll back');
    expect(step?.state).toBe('rolled-back');
    expect(counted).toEqual([30, 29, 28, 0]);
  });

  it.each(['keep', 'leave'] as const)('leaves it as it is after: %s', async (says) => {
    const { step, counted, tried } = await play(20, says);
    expect(step).toMatchObject({ state: 'degraded', detail: expect.stringMatching(/^kept although pod checkout-/) });
    expect(counted.at(-1)).toBe(0);
    expect(tried).toEqual([]);
  });
});
