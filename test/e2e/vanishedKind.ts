import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { applyPlan } from '../../src/app/apply.ts';
import { previewed, type PlannedChange } from '../../src/app/plan.ts';
import { applyUndo, planUndo } from '../../src/app/rollback.ts';
import type { Run } from '../../src/app/run.ts';
import type { Target } from '../../src/app/target.ts';
import { withoutServerFields } from '../../src/core/diff.ts';
import { refOf, type Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { clock } from '../app/scene.ts';
import { collectionOf, pathOf, type PlainApi } from '../control-plane/api.ts';
import type { ControlPlane } from '../control-plane/start.ts';

const GROUP = 'vanishing.example.com';
const names = { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' };
const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };

const DEFINITION: Resource = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `gadgets.${GROUP}` },
  spec: { group: GROUP, scope: 'Namespaced', names, versions: [{ name: 'v1', served: true, storage: true, schema }] },
};

const gadget: Resource = { apiVersion: `${GROUP}/v1`, kind: 'Gadget', metadata: { name: 'one', namespace: 'default' }, data: { a: '1' } };
const config = (name: string): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { a: '1' },
});
const OBJECTS = [config('before-gadget'), gadget, config('behind-gadget')];

/** What becomes of three objects of which the kind of the second may vanish at any time. */
export interface Gadgets {
  readonly approved: () => Promise<readonly PlannedChange[]>;
  readonly apply: (changes: readonly PlannedChange[]) => Promise<Run>;
  readonly undo: () => Promise<readonly Run[]>;
  /** Takes the kind away, and waits until it is gone. */
  readonly vanish: () => Promise<void>;
  /** As they stand, less what the server keeps; undefined for what is not there. */
  readonly live: () => Promise<readonly (Resource | undefined)[]>;
  readonly close: () => Promise<void>;
}

const statesOf = ({ steps }: Run): readonly string[] => steps.map(({ state }) => state);

const answers = async (api: PlainApi, status: number): Promise<void> => {
  while ((await api.ask('GET', collectionOf(gadget))).status !== status) await sleep(50);
};

const openGadgets = async (plane: ControlPlane, api: PlainApi): Promise<Gadgets> => {
  await api.must('POST', collectionOf(DEFINITION), DEFINITION);
  await answers(api, 200);
  for (const object of OBJECTS) while ((await api.ask('POST', collectionOf(object), object)).status === 404) await sleep(50);
  const target: Target = await openCluster({ kubeconfig: plane.kubeconfig, readOnly: false });
  const [journal, never] = [memoryJournal(), new AbortController().signal];
  const parts = {
    target,
    journal,
    clock: clock(),
    version: '0',
    control: { stop: never, leave: never },
    on: () => undefined,
    keepGoing: true,
  };
  return {
    async approved() {
      const lives = await Promise.all(OBJECTS.map((object) => target.get(refOf(object))));
      const proposals = lives.flatMap((before) =>
        before ? [{ findings: [], change: { ref: refOf(before), before, after: { ...before, data: { a: '2' } } } }] : [],
      );
      return (await previewed({ target, snapshot: await target.read({ kinds: [] }), proposals })).changes;
    },
    apply: async (changes) => (await applyPlan({ ...parts, catalogue: [], changes, autoRollback: false })).run,
    undo: async () => (await applyUndo({ ...parts, plans: await planUndo(target, journal, { runs: [] }) })).map(({ undone }) => undone),
    async vanish() {
      await api.must('DELETE', pathOf(DEFINITION));
      await answers(api, 404);
    },
    live: () =>
      Promise.all(
        OBJECTS.map(async (object) => {
          const { status, text } = await api.ask('GET', pathOf(object));
          return status === 200 ? withoutServerFields(JSON.parse(text) as Resource) : undefined;
        }),
      ),
    async close() {
      await target.close();
      for (const object of OBJECTS) await api.ask('DELETE', pathOf(object));
    },
  };
};

/** The kind goes between what was approved and the write. */
export const goesBeforeTheWrite = async (plane: ControlPlane, api: PlainApi): Promise<void> => {
  const gadgets = await openGadgets(plane, api);
  const [first, , third] = await gadgets.live();
  const changes = await gadgets.approved();
  await gadgets.vanish();
  const run = await gadgets.apply(changes);
  expect(statesOf(run)).toEqual(['verified', 'not-applied', 'verified']);
  expect(run.steps[1]).toMatchObject({ cause: 'stale', detail: expect.stringMatching(/is not there any more/) });
  expect((await gadgets.undo()).map(statesOf)).toEqual([['rolled-back', 'not-applied', 'rolled-back']]);
  expect(await gadgets.live()).toEqual([first, undefined, third]);
  await gadgets.close();
};

/** The kind goes after the write: what else the run did can be taken back. */
export const goesBeforeTheUndo = async (plane: ControlPlane, api: PlainApi): Promise<void> => {
  const gadgets = await openGadgets(plane, api);
  const [first, , third] = await gadgets.live();
  const written = statesOf(await gadgets.apply(await gadgets.approved()));
  expect(written).toEqual(['verified', 'verified', 'verified']);
  await gadgets.vanish();
  expect((await gadgets.undo()).map(statesOf)).toEqual([['rolled-back', 'rollback-conflict', 'rolled-back']]);
  expect(await gadgets.live()).toEqual([first, undefined, third]);
  await gadgets.close();
};
