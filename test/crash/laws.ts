import { expect } from 'vitest';
import { needsRecovery } from '../../src/app/recover.ts';
import type { Run, StepState } from '../../src/app/run.ts';
import { refKey } from '../../src/core/resource.ts';
import { immortal } from './life.ts';
import { live, stateOf, type State, type World } from './world.ts';

export const AS_SENT: readonly StepState[] = ['applied', 'verified', 'degraded'];
export const AS_BEFORE: readonly StepState[] = ['not-applied', 'skipped', 'rolled-back'];

/** Longer than a write can still arrive. */
const LATER_MS = 120_000;

export const later = ({ time }: Pick<World, 'time'>): void => void (time.at = new Date(time.at.getTime() + LATER_MS));

/** All records, newest first; none of them may be damaged. */
export const recordsOf = async (world: World): Promise<readonly Run[]> => {
  let found: readonly Run[] = [];
  await live(world, immortal, async ({ journal }) => {
    const { runs, corrupt } = await journal.list();
    expect(corrupt).toEqual([]);
    found = runs;
  });
  return found;
};

/** What was written stands in a record, by a step that was sent. */
export const expectRecorded = (at: string, runs: readonly Run[], writes: readonly string[]): void => {
  const sent = runs.flatMap(({ steps }) => steps.filter(({ state }) => state !== 'prepared' && state !== 'skipped'));
  expect(
    sent.map(({ ref }) => refKey(ref)),
    at,
  ).toEqual(expect.arrayContaining([...writes]));
};

/** The newest record of each object says how it stands. */
export const expectAgreement = (at: string, runs: readonly Run[], now: State, was: State, sent: State): void => {
  expect(runs.filter(needsRecovery), at).toEqual([]);
  for (const { does, id, steps } of runs) {
    const isNewest = id === runs.find((run) => run.does === does)?.id;
    for (const { ref, state } of steps) {
      const key = refKey(ref);
      const where = `${at}: ${does} ${id} ${key}: ${state}`;
      expect([...AS_SENT, ...AS_BEFORE], where).toContain(state);
      if (!isNewest) continue;
      const isSent = does === 'apply' ? AS_SENT.includes(state) : AS_BEFORE.includes(state);
      expect(now[key], where).toEqual(isSent ? sent[key] : was[key]);
    }
  }
};

/** Takes back whatever can be taken back. */
export const undoAll = async (world: World): Promise<void> => {
  for (let rounds = 0; ; rounds++) {
    let undone: Run | undefined;
    await live(world, immortal, async (process) => void (undone = await process.rollback()));
    if (!undone) return;
    expect(rounds, 'rollbacks without an end').toBeLessThan(5);
  }
};

/** Everything is as it was, and nothing is ours. */
export const expectUndone = async (at: string, world: World, was: State): Promise<void> => {
  expect(await stateOf(world), at).toEqual(was);
  expect([...world.ours], at).toEqual([]);
};
