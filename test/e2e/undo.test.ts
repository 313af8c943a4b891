import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { previewed } from '../../src/app/plan.ts';
import { applyPlan } from '../../src/app/apply.ts';
import { applyUndo, planUndo, type Undone } from '../../src/app/rollback.ts';
import { runState, type Run } from '../../src/app/run.ts';
import type { Target } from '../../src/app/target.ts';
import type { Undoing } from '../../src/app/undoing.ts';
import { withoutServerFields } from '../../src/core/diff.ts';
import { field, refOf, sameRef, type Ref, type Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { reportedDrift } from '../../src/report/drift.ts';
import { clock } from '../app/scene.ts';
import { collectionOf, pathOf } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';

/** What a run sets, and what it was; both in the one container. */
interface Values {
  readonly privileged: boolean;
  readonly readOnly: boolean;
  readonly user: number;
  readonly image?: string;
}

const WEAK: Values = { privileged: true, readOnly: false, user: 0 };
const HARD: Values = { privileged: false, readOnly: true, user: 1001 };

/** Has containers, and nothing that runs them: no rollout is waited for. */
const template = (name: string, { privileged, readOnly, user, image = 'registry.example/api:1' }: Values): Resource => ({
  apiVersion: 'v1',
  kind: 'PodTemplate',
  metadata: { name, namespace: 'default', labels: { team: 'payments' } },
  template: {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'api', image, securityContext: { privileged, readOnlyRootFilesystem: readOnly, runAsUser: user } }] },
  },
});

const SECURITY = 'template.spec.containers[api].securityContext';

const [stop, leave] = [new AbortController().signal, new AbortController().signal];

describeOnControlPlane('undo, and whose fields are whose, on a real API server', {}, (plane) => {
  const journal = memoryJournal();
  let target: Target;
  let dispatcher: Agent;
  beforeAll(async () => {
    target = await openCluster({ kubeconfig: plane().kubeconfig, readOnly: false });
    dispatcher = new Agent({ connect: { ca: readFileSync(plane().caFile) } });
  });
  afterAll(async () => {
    await target.close();
    await dispatcher.close();
  });

  const send = async (method: 'POST' | 'PUT' | 'PATCH', url: string, manager: string, type: string, body: unknown): Promise<number> => {
    const headers = { authorization: `Bearer ${plane().token}`, 'content-type': type };
    const answer = await request(`${plane().server}${url}?fieldManager=${manager}`, {
      dispatcher,
      method,
      headers,
      body: JSON.stringify(body),
    });
    await answer.body.dump();
    return answer.statusCode;
  };

  /** How somebody writes an object as a whole, first and ever after. */
  const OWNERS = {
    apply: (object: Resource) => send('PATCH', pathOf(object), 'owner', 'application/apply-patch+yaml', object),
    update: async (object: Resource) =>
      (await target.get(refOf(object)))
        ? send('PUT', pathOf(object), 'owner', 'application/json', object)
        : send('POST', collectionOf(object), 'owner', 'application/json', object),
    patch: async (object: Resource) =>
      (await target.get(refOf(object)))
        ? send('PATCH', pathOf(object), 'owner', 'application/merge-patch+json', object)
        : send('POST', collectionOf(object), 'owner', 'application/json', object),
  };
  const owners = Object.keys(OWNERS) as (keyof typeof OWNERS)[];

  /** The server sorts them by time, to the second: whoever wrote last comes last, or not, by when the second turned. */
  const entries = (object: Resource | undefined) =>
    (object?.metadata['managedFields'] as { manager: string; operation: string; time?: string }[])
      .map(({ time: _time, ...entry }) => entry)
      .toSorted((a, b) => (`${a.manager} ${a.operation}` < `${b.manager} ${b.operation}` ? -1 : 1));
  const managers = (object: Resource | undefined): readonly string[] => entries(object).map(({ manager }) => manager);
  const live = async (ref: Ref): Promise<Resource> => (await target.get(ref))!;

  const apply = async (...wanted: readonly (Resource | Ref)[]): Promise<Run> => {
    const proposals = await Promise.all(
      wanted.map(async (one) => {
        const ref = 'metadata' in one ? refOf(one) : one;
        const before = await target.get(ref);
        const after = 'metadata' in one && before ? { after: { ...before, template: one['template'] } as Resource } : {};
        return { findings: [], change: { ref, ...(before ? { before } : {}), ...after } };
      }),
    );
    const snapshot = await target.read({ kinds: [] });
    const { changes } = await previewed({ target, snapshot, proposals });
    const parts = { target, journal, clock: clock(), version: '0', control: { stop, leave }, on: () => undefined, keepGoing: true };
    const { run } = await applyPlan({ ...parts, catalogue: [], changes, autoRollback: false });
    expect(new Set(run.steps.map(({ state }) => state))).toEqual(new Set(['verified']));
    return run;
  };

  const undo = async (undoing: Undoing): Promise<readonly Undone[]> => {
    const plans = await planUndo(target, journal, undoing);
    const parts = { target, journal, clock: clock(), version: '0', control: { stop, leave }, on: () => undefined, keepGoing: true };
    const undone = await applyUndo({ ...parts, plans });
    for (const { run } of undone) for (const step of run.steps) expect(step).toMatchObject({ state: 'verified' });
    return undone;
  };

  const only = (ref: Ref): Pick<Undoing, 'objects'> => ({ objects: [{ text: ref.name, matches: (of) => sameRef(of, ref) }] });

  /** Two objects as their owner made them, and what a run then made of both. */
  const hardened = async (owner: keyof typeof OWNERS, name: string) => {
    const names = [`${name}-${owner}-one`, `${name}-${owner}-two`] as const;
    for (const one of names) expect(await OWNERS[owner](template(one, WEAK))).toBeLessThan(300);
    const [one, two] = [refOf(template(names[0], WEAK)), refOf(template(names[1], WEAK))];
    const before = [await live(one), await live(two)] as const;
    const run = await apply(template(names[0], HARD), template(names[1], HARD));
    expect(managers(await live(one))).toContain('kubeharden');
    return { one, two, before, run, write: (values: Values) => OWNERS[owner](template(names[0], values)) };
  };

  it.each(owners)('of a whole run gives everything back: %s', async (owner) => {
    const { one, two, before, run, write } = await hardened(owner, 'whole');
    await undo({ runs: [run.id] });
    for (const [i, ref] of [one, two].entries()) {
      expect(withoutServerFields(await live(ref))).toEqual(withoutServerFields(before[i]!));
      expect(entries(await live(ref))).toEqual(entries(before[i]));
    }
    expect(await write({ ...WEAK, readOnly: true })).toBe(200);
  });

  it.each(owners)('of one object gives back that object: %s', async (owner) => {
    const { one, two, before, run, write } = await hardened(owner, 'object');
    await undo({ runs: [run.id], ...only(one) });
    expect(entries(await live(one))).toEqual(entries(before[0]));
    expect(managers(await live(two))).toContain('kubeharden');
    expect(await write({ ...WEAK, user: 2 })).toBe(200);
    expect(runState(await journal.load(run.id))).toBe('partial');
  });

  it.each(owners)('of one field gives back that field, and keeps hold of the other: %s', async (owner) => {
    const { one, run, write } = await hardened(owner, 'field');
    const path = `${SECURITY}.privileged`;
    await undo({ runs: [run.id], ...only(one), paths: [path] });
    const ours = entries(await live(one)).find(({ manager }) => manager === 'kubeharden');
    expect(JSON.stringify(ours)).toContain('f:readOnlyRootFilesystem');
    expect(JSON.stringify(ours)).not.toContain('f:privileged');
    if (owner === 'apply') expect(await write({ ...WEAK, image: 'registry.example/api:2' })).toBe(409);
    expect(await write({ ...HARD, privileged: true, image: 'registry.example/api:2' })).toBe(200);
    expect(await write({ ...HARD, image: 'registry.example/api:2' })).toBe(200);
  });

  /** What somebody else makes of one place that the run had set. */
  const theirs = { template: { spec: { containers: [{ name: 'api', securityContext: { runAsUser: 7 } }] } } };
  const edited = async (ref: Ref): Promise<void> => {
    const type = 'application/strategic-merge-patch+json';
    expect(await send('PATCH', pathOf(await live(ref)), 'kubectl-edit', type, theirs)).toBe(200);
  };
  const securityContext = async (ref: Ref): Promise<unknown> => {
    const [container] = field(await live(ref), 'template', 'spec', 'containers') as readonly unknown[];
    return field(container, 'securityContext');
  };

  it.each(owners)('refuses what somebody changed since and says who; overwrites it only if that was chosen: %s', async (owner) => {
    const { one, before, run, write } = await hardened(owner, 'restore');
    await edited(one);
    const [plan] = await planUndo(target, journal, { runs: [run.id], ...only(one) });
    expect(plan?.steps[0]?.refused).toContain('somebody changed');
    expect(reportedDrift(plan!.steps[0]!)).toMatchObject([
      { path: `${SECURITY}.runAsUser`, before: 0, applied: 1001, now: 7, by: { name: 'kubectl-edit', operation: 'Update' } },
    ]);
    await undo({ runs: [run.id], ...only(one), restored: 'all' });
    expect(withoutServerFields(await live(one))).toEqual(withoutServerFields(before[0]));
    expect(entries(await live(one))).toEqual(entries(before[0]));
    expect(await write({ ...WEAK, user: 5 })).toBe(200);
  });

  it.each(owners)('keeps the place that somebody changed and undoes the others: %s', async (owner) => {
    const { one, run, write } = await hardened(owner, 'keep');
    await edited(one);
    await undo({ runs: [run.id], ...only(one), restored: new Set() });
    expect(await securityContext(one)).toEqual({ privileged: true, readOnlyRootFilesystem: false, runAsUser: 7 });
    expect(managers(await live(one)).toSorted()).toEqual(['kubectl-edit', 'owner']);
    expect(await write({ privileged: false, readOnly: true, user: 7 })).toBe(200);
  });

  it.each(owners)('of a deletion brings it back with a new uid, and as much its owner’s as before: %s', async (owner) => {
    const name = `deleted-${owner}`;
    expect(await OWNERS[owner](template(name, WEAK))).toBeLessThan(300);
    const ref = refOf(template(name, WEAK));
    const before = await live(ref);
    const edit = await apply(template(name, HARD));
    const removal = await apply(ref);
    expect(await target.get(ref)).toBeUndefined();
    const undone = await undo({ runs: [edit.id, removal.id] });
    const end = await live(ref);
    expect(end.metadata.uid).not.toBe(before.metadata.uid);
    expect(undone[0]?.run.steps[0]?.detail).toContain('with the uid ');
    expect(withoutServerFields(end)).toEqual(withoutServerFields(before));
    expect(entries(end)).toEqual(entries(before));
    expect(await OWNERS[owner](template(name, { ...WEAK, readOnly: true }))).toBe(200);
  });

  it.each(owners)('can be undone, held again by us, and undone once more: %s', async (owner) => {
    const { one, before, run, write } = await hardened(owner, 'again');
    const applied = await live(one);
    const [undone] = await undo({ runs: [run.id] });
    await undo({ runs: [undone!.run.id] });
    expect(withoutServerFields(await live(one))).toEqual(withoutServerFields(applied));
    expect(entries(await live(one))).toEqual(entries(applied));
    expect((await journal.load(run.id)).steps.map(({ state }) => state)).toEqual(['verified', 'verified']);
    await undo({ runs: [run.id] });
    expect(entries(await live(one))).toEqual(entries(before[0]));
    expect(await write({ ...WEAK, readOnly: true })).toBe(200);
  });

  it.each(owners)('leaves what somebody added in a map that the run made, and holds nothing of it: %s', async (owner) => {
    const name = `beside-${owner}`;
    const container = { name: 'api', image: 'registry.example/api:1' };
    const bare = { ...template(name, WEAK), template: { spec: { containers: [container] } } } as Resource;
    expect(await OWNERS[owner](bare)).toBeLessThan(300);
    const ref = refOf(bare);
    const before = await live(ref);
    const set = { privileged: false, readOnlyRootFilesystem: true };
    const made = { ...before, template: { spec: { containers: [{ ...container, securityContext: set }] } } } as Resource;
    const run = await apply(made);
    await edited(ref);
    await undo({ runs: [run.id] });
    expect(await securityContext(ref)).toEqual({ runAsUser: 7 });
    expect(managers(await live(ref)).toSorted()).toEqual(['kubectl-edit', 'owner']);
    expect(runState(await journal.load(run.id))).toBe('rolled back');
  });

  it.each(owners)('takes nothing from who keeps it now, unless it is restored: %s', async (owner) => {
    const { one, before, run } = await hardened(owner, 'adopted');
    const kept = { name: 'api', image: 'registry.example/api:1', securityContext: { privileged: false } };
    const wanted = { apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: one.name }, template: { spec: { containers: [kept] } } };
    expect(await send('PATCH', pathOf(await live(one)), 'team', 'application/apply-patch+yaml', wanted)).toBe(200);
    const [plan] = await planUndo(target, journal, { runs: [run.id], ...only(one) });
    expect(plan?.steps[0]?.refused).toBe(`team keeps ${SECURITY}.privileged now as the run had set it`);
    await undo({ runs: [run.id], ...only(one), restored: new Set() });
    expect(await securityContext(one)).toEqual({ privileged: false, readOnlyRootFilesystem: false, runAsUser: 0 });
    await undo({ runs: [run.id], ...only(one), restored: 'all' });
    expect(withoutServerFields(await live(one))).toEqual(withoutServerFields(before[0]));
  });
});
