/**
 * Whole runs of the bundled program. Elsewhere: single requests (test/kube/{transport,read,write,tokenFile}.test.ts); objects that
 * were edited, deleted or made anew (test/contract, test/app, undo.test.ts); the process killed (test/crash, transaction.test.ts);
 * new pods that crash, are over their quota or lose their Service (watching.test.ts); owners that take back (records.test.ts).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { RUNNING } from '../control-plane/start.ts';
import { expectBefore, expectGone, told } from './faultyRun.ts';
import { NAMES, openWorld, type World } from './faultyWorld.ts';
import {
  accountIsGone,
  immutable,
  namespaceGoes,
  podsAreRefused,
  policyDenies,
  quotaHasOneLeft,
  rightIsRevoked,
  webhook,
  type Prepared,
  type Strike,
} from './strikes.ts';
import { goesBeforeTheUndo, goesBeforeTheWrite } from './vanishedKind.ts';
import { openWebhooks, type Way, type Webhooks } from './webhooks.ts';

const APPLY = ['apply', 'privilege-escalation', '--accept', 'privilege-escalation'];

/** `planned`: before the run; `between`: once the first object is written; `written`: when the second is about to be. */
type Moment = 'planned' | 'between' | 'written';

interface Row {
  readonly name: string;
  readonly strike: Strike | { readonly after: Prepared };
  readonly at: Moment;
  readonly code: number;
  /** How the objects end, by name. */
  readonly ends: Readonly<Record<string, string>>;
  readonly says: RegExp;
  readonly apply?: readonly string[];
  /** What has to hold afterwards, where that is not that all can be as before. */
  readonly end?: typeof expectBefore;
}

const AROUND = { first: 'verified', second: 'refused', third: 'verified' };
const STOPPED = { first: 'verified', second: 'not-applied', third: 'skipped' };
const DONE = { first: 'verified', second: 'verified', third: 'verified' };

let webhooks: Webhooks;
const hook = (way: Way): Strike => webhook(() => webhooks, way);

const ROWS: readonly Row[] = [
  { name: 'a policy that denies', strike: policyDenies, at: 'planned', code: 6, ends: AROUND, says: /the second is frozen/ },
  { name: 'a policy that denies', strike: policyDenies, at: 'written', code: 6, ends: STOPPED, says: /the second is frozen/ },
  { name: 'a webhook that denies', strike: hook('denies'), at: 'between', code: 6, ends: STOPPED, says: /not on a Saturday/ },
  {
    name: 'a webhook that wants the old value',
    strike: hook('reverts'),
    at: 'planned',
    code: 6,
    ends: AROUND,
    says: /a webhook of this cluster undoes this change: with it privilege-escalation would still be found/,
  },
  {
    name: 'a webhook that wants the old value',
    strike: hook('reverts'),
    at: 'written',
    code: 6,
    ends: { ...DONE, second: 'applied' },
    says: /still found: privilege-escalation/,
  },
  {
    name: 'a webhook that adds a label',
    strike: hook('labels'),
    at: 'between',
    code: 6,
    ends: STOPPED,
    says: /no longer what was approved/,
  },
  { name: 'a webhook that adds a label', strike: hook('labels'), at: 'planned', code: 0, ends: DONE, says: /./ },
  {
    name: 'a webhook that adds a label',
    strike: hook('labels'),
    at: 'written',
    code: 0,
    ends: DONE,
    says: /metadata\.labels was stored with it, as no dry-run had shown; an undo takes that back too/,
  },
  { name: 'a webhook that hangs', strike: hook('hangs'), at: 'written', code: 6, ends: STOPPED, says: /failed calling webhook/ },
  {
    name: 'a quota that has only one left',
    strike: quotaHasOneLeft,
    at: 'planned',
    apply: ['apply', 'default-deny', '--accept', 'default-deny'],
    code: 6,
    ends: { 'allow-dns': 'verified', 'allow-same-namespace': 'not-applied', 'default-deny': 'skipped' },
    says: /exceeded quota/,
  },
  { name: 'a right that is revoked', strike: { after: rightIsRevoked }, at: 'between', code: 6, ends: STOPPED, says: /cannot patch/ },
  {
    name: 'a token that is revoked',
    strike: { after: accountIsGone },
    at: 'between',
    code: 6,
    ends: { ...STOPPED, first: 'applied' },
    says: /does not accept the credentials/,
  },
  {
    name: 'pods that are refused',
    strike: { after: podsAreRefused },
    at: 'planned',
    apply: [...APPLY, '--auto-rollback', '--keep-going'],
    code: 5,
    ends: { ...DONE, web: 'rolled-back' },
    says: /violates PodSecurity/,
  },
  {
    name: 'a field that cannot be changed',
    strike: { after: immutable },
    at: 'planned',
    code: 0,
    ends: DONE,
    says: /a Job cannot be changed/,
  },
  {
    name: 'a namespace that goes',
    strike: namespaceGoes,
    at: 'written',
    code: 6,
    ends: { ...STOPPED, first: 'applied' },
    says: /is not there any more/,
    end: expectGone,
  },
];

/** Strikes at its moment of the run, once; returns what ends it. */
const arm = async (world: World, { strike: told, at }: Row): Promise<() => Promise<void>> => {
  const strike = typeof told === 'function' ? told : await told.after(world);
  if (at === 'planned') return strike(world);
  let struck: Promise<() => Promise<void>> | undefined;
  const name = at === 'between' ? NAMES[0] : NAMES[1];
  world.door.set(({ writes, url }, { carryOut, answer }) => {
    if (!writes || struck || !url.includes(`/${name}?`)) return undefined;
    const [earlier, later] = at === 'between' ? [carryOut, () => undefined] : [() => undefined, carryOut];
    const given = Promise.resolve(earlier()).then(async (first) => {
      await (struck = strike(world));
      return first ?? (await later())!;
    });
    return given.then(answer);
  });
  return async () => {
    world.door.set();
    if (!struck) throw new Error(`it never came to what was to happen: ${at}`);
    await (
      await struck
    )();
  };
};

/** A whole run in which it happens, and what comes after. */
const live = async (world: World, row: Row): Promise<void> => {
  const end = await arm(world, row);
  const before = await world.objects();
  const { code, ends, stderr, why } = await told(world, [...(row.apply ?? APPLY), '-n', world.namespace]);
  await end();
  expect([code, ends, stderr + why]).toEqual([row.code, row.ends, expect.stringMatching(row.says)]);
  await (row.end ?? expectBefore)(world, before);
  await world.close();
};

describeOnControlPlane('a run in a cluster where something goes wrong', RUNNING, (plane) => {
  let api: PlainApi;
  beforeAll(async () => void ([api, webhooks] = [plainApi(plane()), await openWebhooks()]));
  afterAll(() => Promise.all([api.close(), webhooks.close()]));

  it.concurrent.each(ROWS.map((row, nth) => ({ ...row, nth })))('ends before or after, never between: $name, $at', async (row) =>
    live(await openWorld(plane(), api, `fault-${row.nth}`), row),
  );

  it('goes on once the API server is back that was killed between a dry-run and its write, and with a write open', async () => {
    const world = await openWorld(plane(), api, 'killed');
    const before = await world.objects();
    let [deaths, end] = [0, () => Promise.resolve()];
    const killed = async (): Promise<void> => {
      await plane().restart();
      deaths++;
    };
    world.door.set(({ writes, url }, { carryOut, answer, response }) => {
      if (writes && url.includes('/first?'))
        return killed()
          .then(() => carryOut())
          .then(answer);
      if (!writes || !url.includes('/second?')) return undefined;
      return (async () => {
        end = await hook('hangs')(world);
        const calls = webhooks.calls(world.namespace);
        const cut = carryOut().then(
          () => 'answered',
          () => 'cut',
        );
        while (webhooks.calls(world.namespace) === calls) await sleep(5);
        await killed();
        expect(await cut).toBe('cut');
        response.destroy();
      })();
    });
    const { code, ends, stderr } = await told(world, [...APPLY, '-n', world.namespace]);
    world.door.set();
    await end();
    expect([deaths, code, ends]).toEqual([2, 6, { first: 'verified', second: 'unknown', third: 'skipped' }]);
    expect(stderr).toContain('looking what happened');
    await expectBefore(world, before);
    await world.close();
  }, 60_000);

  it('leaves alone what lost its kind after it was approved', () => goesBeforeTheWrite(plane(), api));

  it('takes back what is left of a run one of whose kinds is gone', () => goesBeforeTheUndo(plane(), api));
});
