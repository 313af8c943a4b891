/**
 * Whole runs of the bundled program. Elsewhere: single requests (test/kube/{transport,read,write,tokenFile}.test.ts); objects that
 * were edited, deleted or made anew (test/contract, test/app, undo.test.ts); the process killed (test/crash, transaction.test.ts);
 * new pods that crash, are over their quota or lose their Service (watching.test.ts); owners that take back (records.test.ts).
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Resource } from '../../src/core/resource.ts';
import { plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { applied, expectBefore } from './faultyRun.ts';
import { made, NAMES, openWorld, until, type World } from './faultyWorld.ts';

const APPLY = ['apply', 'privilege-escalation', '--accept', 'privilege-escalation'];

const inNamespace = (namespace: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': namespace } });

const denies = async (world: World): Promise<() => Promise<void>> => {
  const { api, namespace } = world;
  const group = 'admissionregistration.k8s.io/v1';
  const policy: Resource = {
    apiVersion: group,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: namespace },
    spec: {
      matchConstraints: { resourceRules: [{ apiGroups: ['batch'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['cronjobs'] }] },
      validations: [{ expression: 'object.metadata.name != "second"', message: 'the second is frozen' }],
    },
  };
  const binding: Resource = {
    apiVersion: group,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: namespace },
    spec: { policyName: namespace, validationActions: ['Deny'], matchResources: { namespaceSelector: inNamespace(namespace) } },
  };
  const remove = await made(api, policy, binding);
  await until(world, ({ status }) => status === 422);
  return async () => {
    await remove();
    await until(world, ({ status }) => status === 200);
  };
};

/** Brings the fault about and returns what ends it. */
type Strike = (world: World) => Promise<() => Promise<void>>;

/** `planned`: before the run; `between`: once the first object is written; `written`: when the second is about to be. */
type Moment = 'planned' | 'between' | 'written';

interface Row {
  readonly name: string;
  readonly strike: Strike;
  readonly at: Moment;
  readonly code: number;
  readonly ends: readonly [string, string, string];
  readonly says: RegExp;
}

const ROWS: readonly Row[] = [
  {
    name: 'a policy that denies',
    strike: denies,
    at: 'planned',
    code: 6,
    ends: ['verified', 'refused', 'verified'],
    says: /the second is frozen/,
  },
  {
    name: 'a policy that denies',
    strike: denies,
    at: 'between',
    code: 6,
    ends: ['verified', 'not-applied', 'skipped'],
    says: /the second is frozen/,
  },
  {
    name: 'a policy that denies',
    strike: denies,
    at: 'written',
    code: 6,
    ends: ['verified', 'not-applied', 'skipped'],
    says: /the second is frozen/,
  },
];

/** Strikes at its moment of the run, once; returns what ends it. */
const arm = async (world: World, { strike, at }: Row): Promise<() => Promise<void>> => {
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

describeOnControlPlane('a run in a cluster where something goes wrong', { controllers: true }, (plane) => {
  let api: PlainApi;
  beforeAll(() => void (api = plainApi(plane())));
  afterAll(() => api.close());

  it.concurrent.each(ROWS.map((row, nth) => ({ ...row, nth })))('ends before or after, never between: $name, $at', async (row) => {
    const world = await openWorld(plane(), api, `fault-${row.nth}`);
    const before = await world.objects();
    const end = await arm(world, row);
    const { code, ends, stderr, why } = await applied(world, APPLY);
    await end();
    expect([code, NAMES.map((name) => ends[name]), stderr + why]).toEqual([row.code, row.ends, expect.stringMatching(row.says)]);
    await expectBefore(world, before);
    await world.close();
  });
});
