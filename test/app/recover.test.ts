import { describe, expect, it } from 'vitest';
import { Refused, UnknownOutcome } from '../../src/app/errors.ts';
import { needsRecovery, recover } from '../../src/app/recover.ts';
import type { Run, StepState } from '../../src/app/run.ts';
import { refOf, type Resource } from '../../src/core/resource.ts';
import { importRun } from '../../src/app/importRun.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { CHECKOUT, checkout, clock, is, NS, scene, type Scene } from './scene.ts';

const LATER = '2026-03-01T12:00:00Z';

/** The record as a process leaves it that dies while a step is in this state. */
const cutOff = async ({ journal }: Scene, run: Run, state: StepState): Promise<void> => {
  const { finished: _never, ...open } = run;
  await journal.save({ ...open, steps: run.steps.map((step) => ({ ...step, state })) });
};

const refuses = ({ target }: Scene): { may: boolean } => {
  const gate = { may: false };
  const release = target.release.bind(target);
  Object.assign(target, {
    release: (...of: Parameters<typeof release>) => (gate.may ? release(...of) : Promise.reject(new Refused('the webhook says no'))),
  });
  return gate;
};

describe('recovering what is as before, and yet ours', () => {
  it('tries again until the fields are given back: after a rollback', async () => {
    const at = scene([NS, checkout()]);
    await at.apply(await at.plan(is('privilege-escalation')));
    const gate = refuses(at);
    const { undone } = await at.rollback();
    expect([undone.steps[0]?.state, undone.steps[0]?.owes, needsRecovery(undone)]).toEqual(['rollback-conflict', true, true]);
    const again = await recover(at.target, at.journal, clock(LATER));
    expect(again.map((run) => [run.id, needsRecovery(run)])).toEqual([[undone.id, true]]);
    gate.may = true;
    const [paid] = await recover(at.target, at.journal, clock(LATER));
    expect(paid?.steps.map(({ state, owes }) => [state, owes])).toEqual([['rolled-back', undefined]]);
    expect(await recover(at.target, at.journal, clock(LATER))).toEqual([]);
  });

  it('tries again until the fields are given back: after it found a step undone', async () => {
    const at = scene([NS, checkout()]);
    const run = await at.apply(await at.plan(is('privilege-escalation')));
    at.target.outside.edit(CHECKOUT, (now) => ({ ...now, spec: run.steps[0]!.before!['spec'] }));
    await cutOff(at, run, 'applied');
    const gate = refuses(at);
    const [owing] = await recover(at.target, at.journal, clock(LATER));
    expect(owing && needsRecovery(owing)).toBe(true);
    gate.may = true;
    const [paid] = await recover(at.target, at.journal, clock(LATER));
    expect([paid?.steps[0]?.state, paid && needsRecovery(paid)]).toEqual(['rolled-back', false]);
  });

  it('takes nothing from a later run that has written there', async () => {
    const at = scene([NS, checkout()]);
    await at.apply(await at.plan(is('privilege-escalation')));
    refuses(at);
    const { undone } = await at.rollback();
    const next = await at.apply(await at.plan(is('capabilities')));
    const [run] = await recover(at.target, at.journal, clock(LATER));
    expect([run?.id, run && needsRecovery(run), run?.steps[0]?.detail]).toEqual([
      undone.id,
      false,
      `run ${next.id} has written to the object since`,
    ]);
  });
});

describe('recovering a workload that was being taken back', () => {
  const losing = async (arrives: boolean): Promise<readonly [Scene, Run]> => {
    let writes = 0;
    const at = scene([NS, checkout({ annotations: { 'testcluster/needs': 'escalation' } })], {
      onWrite: (moment) => {
        writes += moment === 'before' ? 1 : 0;
        if (writes === 2 && moment === (arrives ? 'after' : 'before')) throw new UnknownOutcome('the connection was cut');
      },
    });
    return [at, await at.apply(await at.plan(is('privilege-escalation')), { autoRollback: true })];
  };
  const fixIn = async (at: Scene) => (await at.scan()).result.findings.find(is('privilege-escalation'))?.fix;

  it('finds that it was taken back, and keeps the doubt', async () => {
    const [at, lost] = await losing(true);
    expect(lost.steps[0]?.state).toBe('unknown');
    const [run] = await recover(at.target, at.journal, clock(LATER));
    expect(run?.steps[0]).toMatchObject({ state: 'rolled-back', takenBack: { workload: CHECKOUT } });
    expect(await fixIn(at)).not.toBe('auto');
  });

  it('finds that it still stands, and is degraded', async () => {
    const [at] = await losing(false);
    const [run] = await recover(at.target, at.journal, clock(LATER));
    expect([run?.steps[0]?.state, run?.steps[0]?.takenBack]).toEqual(['degraded', undefined]);
    await at.rollback();
    expect((await at.target.get(CHECKOUT))?.['spec']).toEqual(run?.steps[0]?.before?.['spec']);
  });
});

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

  it('does not take a run for a later one because the clock was set back', async () => {
    const at = scene([NS, checkout()]);
    await at.apply(await at.plan(is('capabilities')), { clock: clock('2026-03-01T10:00:00Z') });
    const second = await at.apply(await at.plan(is('privilege-escalation')), { clock: clock('2026-03-01T08:00:00Z') });
    await cutOff(at, second, 'sending');
    const [run] = await recover(at.target, at.journal, clock(LATER));
    expect([run?.id, run?.steps.map(({ state }) => state)]).toEqual([second.id, ['applied']]);
  });

  it('does not take what came before a step, by the count of the server, for proof that it never arrived', async () => {
    const at = scene([NS, checkout()]);
    const first = await at.apply(await at.plan(is('capabilities')));
    const second = await at.apply(await at.plan(is('privilege-escalation')));
    await at.journal.remove(first.id);
    await at.journal.save({ ...first, id: '2026-03-01-9' });
    await cutOff(at, second, 'sending');
    const [run] = await recover(at.target, at.journal, clock(LATER));
    expect([run?.id, run?.steps.map(({ state }) => state)]).toEqual([second.id, ['unknown']]);
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

describe('recovering a step whose object others took away', () => {
  it.each([
    ['applied', false, 'rolled-back', 'it is gone'],
    ['degraded', false, 'rolled-back', 'it is gone'],
    ['sending', false, 'not-applied', 'it is gone'],
    ['applied', true, 'rolled-back', 'it was deleted and created again'],
    ['degraded', true, 'rolled-back', 'it was deleted and created again'],
  ] as const)('%s (created again: %s): %s, and nothing counts as tried', async (state, again, end, says) => {
    const at = scene([NS, checkout()]);
    const run = await at.apply(await at.plan(is('privilege-escalation')));
    at.target.outside.remove(CHECKOUT);
    if (again) at.target.outside.create(checkout());
    await cutOff(at, run, state);
    const [found] = await recover(at.target, at.journal, clock(LATER));
    expect(found?.steps.map((step) => [step.state, step.detail, step.takenBack])).toEqual([
      [end, expect.stringContaining(says), undefined],
    ]);
    expect((await at.journal.recall()).memory.tried ?? []).toEqual([]);
  });
});

describe('recovering where a run was imported', () => {
  it('tells of it, and changes neither the target nor its record', async () => {
    const at = scene([NS, checkout()]);
    const { finished: _never, ...open } = await at.apply(await at.plan(is('privilege-escalation')));
    const here = memoryJournal();
    const pod: Resource = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'checkout-rehearsal', namespace: 'payments', annotations: { 'kubeharden/rehearsal': '2026-03-01-9' } },
      spec: { containers: [{ name: 'api', image: 'registry.example/api:1.0' }] },
    };
    at.target.outside.create(pod);
    const [step] = open.steps;
    await importRun(here, { ...open, steps: [{ ...step!, state: 'rollback-conflict', owes: true }] });
    const created = {
      ref: refOf(pod),
      action: 'create' as const,
      closes: [],
      state: 'applied' as const,
      at: open.started,
      differences: [],
    };
    await importRun(here, { ...open, id: '2026-03-01-9', does: 'rehearsal', steps: [created] });
    let released = 0;
    Object.assign(at.target, { release: () => Promise.resolve(void released++) });
    const before = (await here.list()).runs;
    expect(await recover(at.target, here, clock(LATER))).toEqual(before);
    expect([(await here.list()).runs, released, before.some(needsRecovery)]).toEqual([before, 0, false]);
    expect(await at.target.get(refOf(pod))).toBeDefined();
  });
});
