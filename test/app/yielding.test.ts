import { describe, expect, it } from 'vitest';
import { EXIT, Refused, UnknownOutcome } from '../../src/app/errors.ts';
import { needsRecovery, recover } from '../../src/app/recover.ts';
import type { Target } from '../../src/app/target.ts';
import { exitOfRun } from '../../src/cli/exitOfRun.ts';
import { CHECKOUT, checkout, clock, is, NS, scene, type Scene } from './scene.ts';

const LATER = clock('2026-03-01T12:00:00Z');

/** What a release does from now on. */
const releases = ({ target }: Scene, act: () => Promise<void>): void => {
  const release: Target['release'] = () => act();
  Object.assign(target, { release });
};

const stored = async ({ journal }: Scene) => (await journal.list()).runs[0]!;

const owed = async (at: Scene) => {
  const run = await stored(at);
  return [run.steps.map(({ state, owes }) => [state, owes]), needsRecovery(run)];
};

const applying = async (at: Scene) => at.apply(await at.plan(is('privilege-escalation')), { override: 'yield' });

describe('a write that is to yield', () => {
  it('owes nothing once its fields are given back', async () => {
    const at = scene([NS, checkout()]);
    let given = 0;
    releases(at, () => Promise.resolve(void given++));
    const run = await applying(at);
    expect([exitOfRun(run, 0), given, await owed(at)]).toEqual([EXIT.ok, 1, [[['verified', undefined]], false]]);
  });

  it('owes them where they cannot be given back, until recover does, and stands', async () => {
    const at = scene([NS, checkout()]);
    releases(at, () => Promise.reject(new Refused('too many requests')));
    const run = await applying(at);
    expect([exitOfRun(run, 0), await owed(at)]).toEqual([EXIT.partial, [[['verified', true]], true]]);
    await recover(at.target, at.journal, LATER);
    expect(await owed(at)).toEqual([[['verified', true]], true]);
    let given = 0;
    releases(at, () => Promise.resolve(void given++));
    const [paid] = await recover(at.target, at.journal, LATER);
    expect([given, paid && exitOfRun(paid, 0), await owed(at)]).toEqual([1, EXIT.ok, [[['verified', undefined]], false]]);
    expect((await at.target.get(CHECKOUT))?.['spec']).toEqual(run.steps[0]?.after?.['spec']);
  });

  it('owes them where the process dies between the write and that', async () => {
    const at = scene([NS, checkout()]);
    releases(at, () => Promise.reject(new Error('killed')));
    await expect(applying(at)).rejects.toThrow('killed');
    expect(await owed(at)).toEqual([[['applied', true]], true]);
    let given = 0;
    releases(at, () => Promise.resolve(void given++));
    await recover(at.target, at.journal, LATER);
    expect([given, await owed(at)]).toEqual([1, [[['applied', undefined]], false]]);
  });

  it.each([
    ['before', 'not-applied'],
    ['after', 'applied'],
  ] as const)('owes what arrived: the connection was cut %s it was stored', async (moment, end) => {
    const lost: { cut: boolean } = { cut: true };
    const at = scene([NS, checkout()], {
      onWrite: (now) => {
        if (lost.cut && now === moment) throw new UnknownOutcome('the connection was cut');
      },
    });
    const get = at.target.get.bind(at.target);
    const plan = await at.plan(is('privilege-escalation'));
    const failing: Target['get'] = (ref) => (lost.cut ? Promise.reject(new Refused('no connection')) : get(ref));
    Object.assign(at.target, { get: failing });
    const run = await at.apply(plan, { override: 'yield' });
    expect(run.steps.map(({ state, owes }) => [state, owes])).toEqual([['unknown', true]]);
    lost.cut = false;
    await recover(at.target, at.journal, LATER);
    expect(await owed(at)).toEqual([[[end, undefined]], false]);
  });

  it('owes nothing where it was refused', async () => {
    const at = scene([NS, checkout()], {
      onWrite: () => {
        throw new Refused('no');
      },
    });
    await applying(at);
    expect(await owed(at)).toEqual([[['not-applied', undefined]], false]);
  });
});
