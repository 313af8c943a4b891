import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { previewed } from '../../src/app/plan.ts';
import { applyUndo, planUndo, type Undone } from '../../src/app/rollback.ts';
import { runState, type Run } from '../../src/app/run.ts';
import type { Undoing } from '../../src/app/undoing.ts';
import { formatPath } from '../../src/core/diff.ts';
import { kindOf, refOf, sameRef, type Ref, type Resource } from '../../src/core/resource.ts';
import { bare, clock, scene, type Scene } from './scene.ts';

const NAMES = ['one', 'two', 'three'];

const configMap = (name: string, data: Readonly<Record<string, string>>): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop' },
  data,
});

const SHOP: Resource = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };

/** What a run makes of an object: its data, or nothing where it is deleted. */
type Wanted = Readonly<Record<string, string>> | undefined;

const data = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', '3'), { maxKeys: 3, noNullPrototype: true });
const wanted: fc.Arbitrary<Wanted> = fc.option(data, { nil: undefined, freq: 5 });
const object = fc.constantFrom(...NAMES);
/** A run touches an object at most once. */
const run = fc.uniqueArray(fc.tuple(object, wanted), { minLength: 1, maxLength: 3, selector: ([name]) => name });
const start = fc.array(wanted, { minLength: NAMES.length, maxLength: NAMES.length });

const control = { stop: new AbortController().signal, leave: new AbortController().signal };

const world = (states: readonly Wanted[]): Scene =>
  scene([SHOP, ...NAMES.flatMap((name, i) => (states[i] ? [configMap(name, states[i])] : []))]);

const refTo = (name: string): Ref => refOf(configMap(name, {}));

const stateOf = async ({ target }: Scene): Promise<unknown> => Promise.all(NAMES.map(async (name) => bare(await target.get(refTo(name)))));

/** Applies it as a run; undefined where it changes nothing. */
const apply = async (at: Scene, changes: readonly (readonly [string, Wanted])[]): Promise<Run | undefined> => {
  const snapshot = await at.target.read({ kinds: [] });
  const proposals = await Promise.all(
    changes.map(async ([name, to]) => {
      const before = await at.target.get(refTo(name));
      const after = to && (before ? { ...before, data: to } : configMap(name, to));
      return { findings: [], change: { ref: refTo(name), ...(before ? { before } : {}), ...(after ? { after } : {}) } };
    }),
  );
  const real = proposals.filter(({ change: { before, after } }) => before ?? after);
  const plan = await previewed({ target: at.target, snapshot, proposals: real });
  return real.length === 0 ? undefined : at.apply(plan);
};

const undo = async (at: Scene, undoing: Undoing): Promise<readonly Undone[]> => {
  const plans = await planUndo(at.target, at.journal, undoing);
  return applyUndo({
    target: at.target,
    journal: at.journal,
    clock: clock(),
    version: '0',
    control,
    on: () => undefined,
    keepGoing: true,
    plans,
  });
};

const applyAll = async (at: Scene, runs: readonly (readonly (readonly [string, Wanted])[])[]): Promise<readonly Run[]> => {
  const done: Run[] = [];
  for (const changes of runs) done.push(...[await apply(at, changes)].filter((one) => one !== undefined));
  return done;
};

const shuffled = <T>(list: readonly T[]): fc.Arbitrary<readonly T[]> => fc.shuffledSubarray([...list], { minLength: list.length });

const some = { numRuns: 60 };

describe('undo(apply(x)) = x', () => {
  it('for several runs on the same objects, in whatever order they are named', () =>
    fc.assert(
      fc.asyncProperty(start, fc.array(run, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat()), async (states, runs, dice) => {
        const at = world(states);
        const before = await stateOf(at);
        const done = await applyAll(at, runs);
        if (done.length === 0) return;
        const named = done.map(({ id }) => ({ id, by: dice.next().value as number })).toSorted((a, b) => a.by - b.by);
        const undone = await undo(at, { runs: named.map(({ id }) => id) });
        expect(await stateOf(at)).toEqual(before);
        expect(undone.map((one) => runState(one.undone))).toEqual(done.map(() => 'rolled back'));
        expect(undone.flatMap(({ run: of }) => of.steps.map(({ state }) => state)).filter((state) => state !== 'verified')).toEqual([]);
        expect(undone.map(({ run: of }) => of.undoes)).toEqual(done.map(({ id }) => id).toReversed());
      }),
      some,
    ));

  it('object by object, in any order', () =>
    fc.assert(
      fc.asyncProperty(start, run, shuffled(NAMES), async (states, changes, order) => {
        const at = world(states);
        const before = await stateOf(at);
        const done = await apply(at, changes);
        for (const name of order) {
          const ref = refTo(name);
          if (!done?.steps.some((step) => sameRef(step.ref, ref))) continue;
          await undo(at, { runs: [done.id], objects: [{ text: name, matches: (of) => sameRef(of, ref) }] });
          expect(bare(await at.target.get(ref))).toEqual((before as readonly unknown[])[NAMES.indexOf(name)]);
        }
        expect(await stateOf(at)).toEqual(before);
        if (done) expect(runState(await at.journal.load(done.id))).toBe('rolled back');
      }),
      some,
    ));

  it('field by field, in any order, and the record says which are undone', () =>
    fc.assert(
      fc.asyncProperty(data, data, fc.infiniteStream(fc.nat()), async (from, to, dice) => {
        const at = world([from, undefined, undefined]);
        const before = await stateOf(at);
        const done = await apply(at, [['one', to]]);
        const names = (done?.steps[0]?.differences ?? []).map(({ path }) => formatPath(path));
        const order = names.map((name) => ({ name, by: dice.next().value as number })).toSorted((a, b) => a.by - b.by);
        for (const [i, { name }] of order.entries()) {
          await undo(at, { runs: [done!.id], objects: [{ text: 'one', matches: () => true }], paths: [name] });
          const [step] = (await at.journal.load(done!.id)).steps;
          const undone =
            i + 1 === order.length
              ? undefined
              : order
                  .slice(0, i + 1)
                  .map((one) => one.name)
                  .toSorted();
          expect(step?.undone?.map(formatPath).toSorted()).toEqual(undone);
        }
        expect(await stateOf(at)).toEqual(before);
        if (names.length > 0) expect(runState(await at.journal.load(done!.id))).toBe('rolled back');
      }),
      some,
    ));

  it('and undoing an undo gives back what it took, however often', () =>
    fc.assert(
      fc.asyncProperty(start, run, fc.integer({ min: 1, max: 5 }), async (states, changes, times) => {
        const at = world(states);
        const before = await stateOf(at);
        const done = await apply(at, changes);
        if (!done?.steps.some(({ action, differences }) => action !== 'edit' || differences.length > 0)) return;
        const after = await stateOf(at);
        let last = done.id;
        for (let i = 1; i <= times; i++) {
          const [undone] = await undo(at, { runs: [last] });
          last = undone!.run.id;
          expect(await stateOf(at)).toEqual(i % 2 === 1 ? before : after);
          const states = (await at.journal.load(done.id)).steps.filter((step) => step.action !== 'edit' || step.differences.length > 0);
          expect(new Set(states.map(({ state }) => state))).toEqual(new Set([i % 2 === 1 ? 'rolled-back' : 'verified']));
        }
      }),
      some,
    ));
});

describe('a foreign edit between', () => {
  const foreign = (at: Scene, name: string, field: string, value: string): void =>
    at.target.outside.edit(refTo(name), (now) => ({ ...now, data: { ...(now['data'] as object), [field]: value } }));

  it('is never overwritten unless that was chosen', () => {
    let drifted = 0;
    return fc
      .assert(
        fc.asyncProperty(
          data,
          data,
          fc.constantFrom('a', 'b', 'c'),
          fc.constantFrom('refuse', 'keep', 'restore'),
          async (from, to, field, choice) => {
            const at = world([from, undefined, undefined]);
            const done = await apply(at, [['one', to]]);
            if (!done?.steps[0] || done.steps[0].differences.length === 0) return;
            const touched = done.steps[0].differences.some(({ path }) =>
              path.length < 2 ? field in from || field in to : path[1] === field,
            );
            if (touched) drifted++;
            foreign(at, 'one', field, 'theirs');
            const restored = choice === 'refuse' ? {} : { restored: choice === 'restore' ? ('all' as const) : new Set<string>() };
            const plans = await planUndo(at.target, at.journal, { runs: [done.id], ...restored });
            await undo(at, { runs: [done.id], ...restored });
            const now = (await at.target.get(refTo('one')))?.['data'];
            if (choice === 'refuse' && touched) expect(now).toEqual({ ...to, [field]: 'theirs' });
            else if (choice === 'restore' && touched) {
              expect(now ?? {}).toEqual(from);
              expect(plans[0]?.steps.map(({ danger }) => danger)).toEqual(['name']);
            } else expect(now).toEqual({ ...from, [field]: 'theirs' });
          },
        ),
        { numRuns: 150 },
      )
      .then(() => expect(drifted).toBeGreaterThan(10));
  });

  it('to an object that came back is found on the object that came back', async () => {
    const at = world([{ a: '1' }, undefined, undefined]);
    const edit = (await apply(at, [['one', { a: '2' }]]))!;
    const removal = (await apply(at, [['one', undefined]]))!;
    const [returned] = await undo(at, { runs: [removal.id] });
    expect(returned?.run.steps[0]?.detail).toMatch(/^it is there again, with the uid \S+$/);
    foreign(at, 'one', 'b', 'theirs');
    const [undone] = await undo(at, { runs: [edit.id] });
    expect(undone?.run.steps.map(({ state }) => state)).toEqual(['verified']);
    expect((await at.target.get(refTo('one')))?.['data']).toEqual({ a: '1', b: 'theirs' });
  });

  it('in the place of an object that went is another object, and is left alone', async () => {
    const at = world([{ a: '1' }, undefined, undefined]);
    const edit = (await apply(at, [['one', { a: '2' }]]))!;
    at.target.outside.remove(refTo('one'));
    at.target.outside.create(configMap('one', { a: '2' }));
    await undo(at, { runs: [edit.id], restored: 'all' });
    expect((await at.target.get(refTo('one')))?.['data']).toEqual({ a: '2' });
    expect(kindOf((await at.target.get(refTo('one')))!)).toBe('ConfigMap');
  });
});
