import { describe, expect, it } from 'vitest';
import { UnknownOutcome } from '../../src/app/errors.ts';
import { needsRecovery, recover } from '../../src/app/recover.ts';
import type { Run, StepState } from '../../src/app/run.ts';
import { CHECKOUT, checkout, clock, is, NS, scene, type Scene } from './scene.ts';

const LATER = '2026-03-01T12:00:00Z';

/** The record as a process leaves it that dies while a step is in this state. */
const cutOff = async ({ journal }: Scene, run: Run, state: StepState): Promise<void> => {
  const { finished: _never, ...open } = run;
  await journal.save({ ...open, steps: run.steps.map((step) => ({ ...step, state })) });
};

describe('recovering a run that was cut off', () => {
  it('finds that the write arrived, and the run can be rolled back', async () => {
    const at = scene([NS, checkout()]);
    const before = await at.target.get(CHECKOUT);
    await cutOff(at, await at.apply(await at.plan(is('privilege-escalation'))), 'sending');
    const [run] = await recover(at.target, at.journal, clock(LATER));
    expect(run?.steps.map((step) => step.state)).toEqual(['applied']);
    expect(run && needsRecovery(run)).toBe(false);
    await at.rollback();
    expect((await at.target.get(CHECKOUT))?.['spec']).toEqual(before?.['spec']);
  });

  it('finds that the write never arrived, but only once it cannot arrive any more', async () => {
    const at = scene([NS, checkout()], {
      onWrite: () => {
        throw new UnknownOutcome('the connection was cut');
      },
    });
    const run = await at.apply(await at.plan(is('privilege-escalation')));
    const seconds = (after: number): ReturnType<typeof clock> => clock(new Date(Date.parse(run.steps[0]!.at) + after * 1000).toISOString());
    const [early] = await recover(at.target, at.journal, seconds(5));
    expect(early?.steps.map((step) => step.state)).toEqual(['unknown']);
    const [late] = await recover(at.target, at.journal, seconds(61));
    expect(late?.steps.map((step) => step.state)).toEqual(['not-applied']);
  });

  it('does not guess where the object is neither as before nor as sent', async () => {
    const at = scene([NS, checkout()]);
    await cutOff(at, await at.apply(await at.plan(is('privilege-escalation'))), 'sending');
    at.target.outside.edit(CHECKOUT, (now) => {
      const edited = structuredClone(now) as unknown as { spec: { template: { spec: { containers: Record<string, unknown>[] } } } };
      edited.spec.template.spec.containers[0]!['securityContext'] = { runAsUser: 7 };
      return edited as never;
    });
    const [run] = await recover(at.target, at.journal, clock(LATER));
    expect(run?.steps.map((step) => step.state)).toEqual(['unknown']);
  });

  it('marks what was never sent as skipped', async () => {
    const at = scene([NS, checkout()]);
    await cutOff(at, await at.apply(await at.plan(is('privilege-escalation'))), 'prepared');
    const [run] = await recover(at.target, at.journal, clock(LATER));
    expect(run?.steps.map((step) => step.state)).toEqual(['skipped']);
  });

  it('credits no step with what a later run wrote to the same object', async () => {
    let cut = true;
    const at = scene([NS, checkout()], {
      onWrite: () => {
        if (cut) throw new UnknownOutcome('the connection was cut');
      },
    });
    const lost = await at.apply(await at.plan(is('privilege-escalation')));
    cut = false;
    const done = await at.apply(await at.plan(is('privilege-escalation')));
    expect(done.steps.map(({ state }) => state)).toEqual(['verified']);
    const [run] = await recover(at.target, at.journal, clock(LATER));
    expect([run?.id, run?.steps.map(({ state }) => state)]).toEqual([lost.id, ['not-applied']]);
  });

  it('credits a step with what a later run found there, whatever that run made of it', async () => {
    const at = scene([NS, checkout()]);
    const first = await at.apply(await at.plan(is('privilege-escalation')));
    await cutOff(at, first, 'sending');
    await at.apply(await at.plan(is('capabilities')));
    at.target.outside.edit(CHECKOUT, () => checkout());
    const [run] = await recover(at.target, at.journal, clock(LATER));
    expect([run?.id, run?.steps.map(({ state }) => state)]).toEqual([first.id, ['applied']]);
  });

  it('asks a person where a later run, whose end is not known either, found the object as before', async () => {
    const at = scene([NS, checkout()], {
      onWrite: () => {
        throw new UnknownOutcome('the connection was cut');
      },
    });
    const lost = await at.apply(await at.plan(is('privilege-escalation')));
    const next = await at.apply(await at.plan(is('capabilities')));
    at.target.outside.edit(CHECKOUT, (now) => ({ ...now, spec: { ...(now['spec'] as object), template: {} } }));
    const runs = await recover(at.target, at.journal, clock(LATER));
    expect(runs.map(({ id, steps }) => [id, ...steps.map(({ state }) => state)])).toEqual([
      [next.id, 'unknown'],
      [lost.id, 'unknown'],
    ]);
  });
});
