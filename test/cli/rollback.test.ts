import { describe, expect, it } from 'vitest';
import { withoutServerFields } from '../../src/core/diff.ts';
import { field, type Ref, type Resource } from '../../src/core/resource.ts';
import { withPodSpec } from '../../src/core/workload.ts';
import type { MemoryTarget } from '../../src/memory/target.ts';
import { demoInMemory, type Memory } from './inProcess.ts';

const ref = (name: string): Ref => ({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'payments', name });
const [CHECKOUT, REFUNDS] = [ref('checkout'), ref('refunds')];

const state = async ({ target }: Memory, of: Ref): Promise<unknown> => {
  const found = await target.get(of);
  return found && withoutServerFields(found);
};

interface Report {
  readonly run: string;
  readonly changes: readonly { readonly resource: { readonly name: string }; readonly state: string }[];
  readonly rollbacks: readonly { readonly run: string; readonly undoes: string; readonly left: string }[];
  readonly refused: readonly { readonly drift?: readonly unknown[] }[];
}

const json = (out: string): Report => JSON.parse(out) as Report;

const apply = async (memory: Memory, ...words: readonly string[]): Promise<string> => {
  const where = ['-n', 'payments', 'deploy/checkout', 'deploy/refunds'];
  const { code, out, err } = await memory.run(['apply', ...where, ...words, '--accept', words.join(','), '--yes', '-o', 'json']);
  expect(code, err).toBe(0);
  return json(out).run;
};

const rollback = async (memory: Memory, ...words: readonly string[]) => {
  const { code, out, err } = await memory.run(['rollback', ...words, '-o', 'json']);
  return { code, err, report: out === '' ? undefined : json(out) };
};

const ESCALATION = 'spec.template.spec.containers[api].securityContext.allowPrivilegeEscalation';

describe('rollback of a part', () => {
  it('takes back one object, then one field of another, and the rest stays as applied', async () => {
    const memory = await demoInMemory();
    const before = { checkout: await state(memory, CHECKOUT), refunds: await state(memory, REFUNDS) };
    const run = await apply(memory, 'privilege-escalation', 'capabilities');
    const applied = await state(memory, REFUNDS);
    expect(applied).not.toEqual(before.refunds);

    const one = await rollback(memory, run, 'deploy/checkout', '-n', 'payments', '--yes');
    expect(one.code, one.err).toBe(0);
    expect(one.report?.changes.map(({ resource }) => resource.name)).toEqual(['checkout']);
    expect(await state(memory, CHECKOUT)).toEqual(before.checkout);
    expect(await state(memory, REFUNDS)).toEqual(applied);

    const container = (of: unknown): unknown => (field(of, 'spec', 'template', 'spec', 'containers') as readonly unknown[])[0];
    const name = field(container(applied), 'name') as string;
    const path = ESCALATION.replace('[api]', `[${name}]`);
    const place = await rollback(memory, run, 'deployment/refunds', '--path', path, '--yes');
    expect(place.code, place.err).toBe(0);
    const now = container(await memory.target.get(REFUNDS));
    expect(field(now, 'securityContext', 'allowPrivilegeEscalation')).toBe(
      field(container(before.refunds), 'securityContext', 'allowPrivilegeEscalation'),
    );
    expect(field(now, 'securityContext', 'capabilities')).toEqual(field(container(applied), 'securityContext', 'capabilities'));
    const step = (await memory.journal.load(run)).steps.find((of) => of.ref.name === 'refunds');
    expect(step).toMatchObject({ state: 'verified', undone: [expect.arrayContaining(['allowPrivilegeEscalation'])] });

    expect((await rollback(memory, run, '--yes')).code).toBe(0);
    expect(await state(memory, REFUNDS)).toEqual(before.refunds);
  });

  it('says what the run did touch where an object or a place was not', async () => {
    const memory = await demoInMemory();
    const run = await apply(memory, 'privilege-escalation');
    for (const [words, told] of [
      [[run, 'deploy/nowhere'], /has not touched deploy\/nowhere/],
      [[run, 'deploy/checkout', '--path', 'spec.replicas'], /has not set spec\.replicas there/],
      [[run, '--path', 'spec.replicas'], /--path needs the object/],
      [[run, '--to-time', '2h'], /no run can be named/],
      [['--to-time', 'yesterday'], /is no time/],
      [['--to-time', '2026-02-30T00:00:00Z'], /is no time/],
      [['--to-time', '2026-02-29T00:00:00+01:00'], /is no time/],
      [['--to-time', '2999-01-01T00:00:00Z'], /has not come yet/],
      [[run, '--drift', 'both'], /there is no such choice/],
    ] as const) {
      const { code, err } = await rollback(memory, ...words, '--yes');
      expect(err).toMatch(told);
      expect(code).toBe(2);
    }
  });
});

describe('rollback of several runs', () => {
  it('undoes the newest first whatever the order, after one confirmation that shows both', async () => {
    const memory = await demoInMemory();
    const before = await state(memory, CHECKOUT);
    const [one, two] = [await apply(memory, 'privilege-escalation'), await apply(memory, 'capabilities')];
    const { code, out, err } = await memory.run(['rollback', one, two, '-o', 'json'], ['y']);
    expect(code, err).toBe(0);
    expect(json(out).rollbacks.map(({ undoes }) => undoes)).toEqual([two, one]);
    expect(json(out).rollbacks.every(({ left }) => left === 'rolled back')).toBe(true);
    expect(err.match(/y to roll back/g)).toHaveLength(1);
    expect(err).toContain(`# Run ${two}`);
    expect(await state(memory, CHECKOUT)).toEqual(before);
  });

  it('goes back to a time, and to nothing where nothing was done since', async () => {
    const memory = await demoInMemory();
    await apply(memory, 'privilege-escalation');
    const then = await state(memory, CHECKOUT);
    const two = await apply(memory, 'capabilities');
    const time = (await memory.journal.load(two)).started;
    const { report } = await rollback(memory, '--to-time', time, '--yes');
    expect(report?.rollbacks.map(({ undoes }) => undoes)).toEqual([two]);
    expect(await state(memory, CHECKOUT)).toEqual(then);
    const again = await rollback(memory, '--to-time', time, '--yes');
    expect(again).toMatchObject({ code: 0, report: { run: null } });
  });

  it('takes a rollback back, and then the run again', async () => {
    const memory = await demoInMemory();
    const before = await state(memory, CHECKOUT);
    const run = await apply(memory, 'privilege-escalation');
    const applied = await state(memory, CHECKOUT);
    const undone = (await rollback(memory, '--yes')).report!;
    expect((await rollback(memory, undone.run, '--yes')).code).toBe(0);
    expect(await state(memory, CHECKOUT)).toEqual(applied);
    expect((await memory.journal.load(run)).steps.map((step) => step.state)).toContain('verified');
    expect((await rollback(memory, '--yes')).report?.rollbacks[0]?.undoes).toBe(run);
    expect(await state(memory, CHECKOUT)).toEqual(before);
  });

  it('and its own rollback together undoes the run, whichever stands', async () => {
    const memory = await demoInMemory();
    const before = await state(memory, CHECKOUT);
    const run = await apply(memory, 'privilege-escalation');
    const one = (await rollback(memory, run, 'deploy/checkout', '--yes')).report!;
    const { code, err, report } = await rollback(memory, run, one.run, '--yes');
    expect(code, err).toBe(0);
    expect(err).toContain(`Run ${one.run} is left out`);
    expect(report?.rollbacks.map(({ undoes, left }) => [undoes, left])).toEqual([[run, 'rolled back']]);
    expect(await state(memory, CHECKOUT)).toEqual(before);
  });
});

describe('what somebody changed since', () => {
  const foreign = async (memory: Memory): Promise<void> => {
    const edited = (now: Resource): Resource =>
      withPodSpec(now, (spec) => ({
        ...spec,
        containers: (spec['containers'] as Record<string, unknown>[]).map((container) => ({
          ...container,
          securityContext: { ...(container['securityContext'] as object), allowPrivilegeEscalation: true, runAsGroup: 7 },
        })),
      }));
    (memory.target as MemoryTarget).outside.edit(CHECKOUT, edited);
    return Promise.resolve();
  };
  const place = { path: expect.stringMatching(/securityContext/), now: expect.anything() };

  it('is refused with three columns, which verify shows too', async () => {
    const memory = await demoInMemory();
    const run = await apply(memory, 'privilege-escalation');
    await foreign(memory);
    const { code, report } = await rollback(memory, run, 'deploy/checkout', '--yes');
    expect(code).toBe(4);
    expect(report?.refused).toMatchObject([{ drift: expect.arrayContaining([expect.objectContaining(place)]) }]);
    const verified = await memory.run(['verify', run]);
    expect(verified.code).toBe(1);
    expect(verified.out).toMatch(/PATH\s+BEFORE\s+APPLIED\s+NOW\s+BY\n.*allowPrivilegeEscalation\s+-\s+false\s+true/);
  });

  it('is not as applied where only a part of it still stands', async () => {
    const memory = await demoInMemory();
    const run = await apply(memory, 'privilege-escalation', 'capabilities');
    expect((await memory.run(['verify', run])).code).toBe(0);
    const without = (now: Resource): Resource =>
      withPodSpec(now, (spec) => ({
        ...spec,
        containers: (spec['containers'] as Record<string, unknown>[]).map((container) => {
          const { allowPrivilegeEscalation: _gone, ...securityContext } = container['securityContext'] as Record<string, unknown>;
          return { ...container, securityContext };
        }),
      }));
    (memory.target as MemoryTarget).outside.edit(CHECKOUT, without);
    const { code, out } = await memory.run(['verify', run]);
    expect(code).toBe(1);
    expect(out).toMatch(/partly undone +payments +\S*checkout +somebody took \S*allowPrivilegeEscalation.* back/);
    expect((await rollback(memory, run, 'deploy/refunds', '--yes')).code).toBe(0);
  });

  it('is told by verify apart from what was rolled back', async () => {
    const memory = await demoInMemory();
    const run = await apply(memory, 'privilege-escalation', 'capabilities');
    const path = (await memory.journal.load(run)).steps.find((step) => step.ref.name === 'checkout')!.differences[0]!.path;
    const container = path.find((segment) => typeof segment === 'object')!.is;
    const words = ['deploy/checkout', '--path', ESCALATION.replace('[api]', `[${container}]`), '--yes'];
    expect((await rollback(memory, run, ...words)).code).toBe(0);
    const { code, out } = await memory.run(['verify', run]);
    expect([code, out]).toEqual([1, expect.stringMatching(/partly undone .*rolled back: \S*allowPrivilegeEscalation/)]);
  });

  it('is overwritten only by --drift restore, and with the name', async () => {
    const memory = await demoInMemory();
    const before = await state(memory, CHECKOUT);
    const run = await apply(memory, 'privilege-escalation');
    await foreign(memory);
    const drifted = await state(memory, CHECKOUT);
    const words = [run, 'deploy/checkout', '--drift', 'restore', '--yes'];
    expect((await rollback(memory, ...words)).report).toMatchObject({ run: null, left: [expect.anything()] });
    expect(await state(memory, CHECKOUT)).toEqual(drifted);
    expect((await rollback(memory, ...words, '--confirm', memory.target.info.name)).code).toBe(0);
    const kept = withPodSpec(before as Resource, (spec) => ({
      ...spec,
      containers: (spec['containers'] as Record<string, unknown>[]).map((container) => ({
        ...container,
        securityContext: { ...(container['securityContext'] as object), runAsGroup: 7 },
      })),
    }));
    expect(await state(memory, CHECKOUT)).toEqual(kept);
  });

  it('is left by --drift keep, which undoes the rest', async () => {
    const memory = await demoInMemory();
    const run = await apply(memory, 'privilege-escalation', 'capabilities');
    await foreign(memory);
    const { code, err } = await rollback(memory, run, 'deploy/checkout', '--drift', 'keep', '--yes');
    expect(code, err).toBe(0);
    const containers = field(await memory.target.get(CHECKOUT), 'spec', 'template', 'spec', 'containers') as readonly unknown[];
    for (const container of containers) {
      expect(field(container, 'securityContext')).toMatchObject({ allowPrivilegeEscalation: true, runAsGroup: 7 });
      expect(field(container, 'securityContext', 'capabilities', 'drop')).toBeUndefined();
    }
  });
});
