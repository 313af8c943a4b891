import { describe, expect, it } from 'vitest';
import { inverted } from '../../src/core/change.ts';
import { refOf, type Ref, type Resource } from '../../src/core/resource.ts';
import { withPodSpec } from '../../src/core/workload.ts';
import { running } from '../../src/memory/running.ts';
import { openMemory, type MemoryTarget } from '../../src/memory/target.ts';
import { changed, namespace, NOW, rolledOut, workload, write } from './scene.ts';

const secured =
  (context: object) =>
  (resource: Resource): Resource =>
    withPodSpec(resource, (spec) => ({
      ...spec,
      containers: (spec['containers'] as object[]).map((container) => ({ ...container, securityContext: context })),
    }));

const open = (...objects: readonly Resource[]): MemoryTarget =>
  openMemory({ entries: running([namespace('web'), ...objects], NOW), now: NOW });

const podsOf = async (target: MemoryTarget): Promise<readonly Resource[]> => (await target.read({ kinds: ['Pod'] })).list('Pod', 'web');

const uids = (pods: readonly Resource[]): readonly unknown[] => pods.map((pod) => pod.metadata.uid).sort();

const states = async (target: MemoryTarget, ref: Ref): Promise<readonly string[]> =>
  (await rolledOut(target, ref)).map(({ state }) => state);

describe.each(['Deployment', 'StatefulSet', 'DaemonSet'])('the rollout of a %s in memory', (kind) => {
  const nodes = ['one', 'two', 'three'].map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } }));

  it('replaces all pods, one step for each question', async () => {
    const front = workload(kind, 'web', 'front');
    const target = open(front, ...nodes);
    const before = await podsOf(target);
    expect(before).toHaveLength(3);
    expect(await target.rollout(refOf(front))).toEqual({ state: 'healthy', detail: '3 of 3 ready' });
    await write(target, await changed(target, refOf(front), secured({ allowPrivilegeEscalation: false })));
    expect(await rolledOut(target, refOf(front))).toEqual([
      { state: 'progressing', detail: '0 of 3 ready' },
      { state: 'progressing', detail: '1 of 3 ready' },
      { state: 'progressing', detail: '2 of 3 ready' },
      { state: 'healthy', detail: '3 of 3 ready' },
    ]);
    const after = await podsOf(target);
    expect(after).toHaveLength(3);
    expect(uids(after).filter((uid) => uids(before).includes(uid))).toEqual([]);
    expect(after.map((pod) => (pod['spec'] as { containers: { securityContext?: object }[] }).containers[0]?.securityContext)).toEqual(
      after.map(() => ({ allowPrivilegeEscalation: false })),
    );
  });

  it('leaves the pods alone when the template stays', async () => {
    const front = workload(kind, 'web', 'front');
    const target = open(front, ...nodes);
    const before = await podsOf(target);
    await write(target, await changed(target, refOf(front), (r) => ({ ...r, metadata: { ...r.metadata, labels: { team: 'web' } } })));
    expect(await states(target, refOf(front))).toEqual(['healthy']);
    expect(await podsOf(target)).toEqual(before);
  });

  it.each([
    ['root', { runAsNonRoot: true }, 'CreateContainerConfigError'],
    ['escalation', { allowPrivilegeEscalation: false }, 'CrashLoopBackOff'],
    ['cap:NET_RAW', { capabilities: { drop: ['ALL'] } }, 'CrashLoopBackOff'],
    ['write:/var/cache', { readOnlyRootFilesystem: true }, 'CrashLoopBackOff'],
  ])('stalls when a program loses %s, and recovers once it has it back', async (need, context, reason) => {
    const front = workload(kind, 'web', 'front', need);
    const target = open(front, ...nodes);
    const edit = await changed(target, refOf(front), secured(context));
    await write(target, edit);
    const told = await rolledOut(target, refOf(front));
    expect(told.at(-1)?.state).toBe('degraded');
    expect(told.at(-1)?.detail).toMatch(new RegExp(`^pod front-\\S+: ${reason}\\b`));
    expect((await podsOf(target)).length).toBeGreaterThan(2);
    await write(target, { ...inverted(edit), before: (await target.get(refOf(front)))! });
    expect((await states(target, refOf(front))).at(-1)).toBe('healthy');
    expect(await podsOf(target)).toHaveLength(3);
  });
});

describe('controllers in memory', () => {
  it('keep the pods that still serve while a Deployment fails', async () => {
    const front = workload('Deployment', 'web', 'front', 'root');
    const target = open(front);
    const before = uids(await podsOf(target));
    const edit = await changed(target, refOf(front), secured({ runAsNonRoot: true }));
    await write(target, edit);
    expect(uids(await podsOf(target))).toEqual(expect.arrayContaining([...before]));
    await write(target, { ...inverted(edit), before: (await target.get(refOf(front)))! });
    await rolledOut(target, refOf(front));
    expect(uids(await podsOf(target))).toEqual(before);
  });

  it('wait where a person has to do the next step', async () => {
    const paused = { ...workload('Deployment', 'web', 'front') };
    const target = open({ ...paused, spec: { ...(paused['spec'] as object), paused: true } });
    const before = await podsOf(target);
    await write(target, await changed(target, refOf(paused), secured({ allowPrivilegeEscalation: false })));
    expect(await states(target, refOf(paused))).toEqual(['pending']);
    expect(await podsOf(target)).toEqual(before);
  });

  it('take away what a workload made, and make it again when it comes back', async () => {
    const front = workload('Deployment', 'web', 'front');
    const target = open(front);
    const before = (await target.get(refOf(front)))!;
    await write(target, { ref: refOf(front), before });
    expect(await podsOf(target)).toEqual([]);
    expect((await target.read({ kinds: ['apps/ReplicaSet'] })).list('apps/ReplicaSet')).toEqual([]);
    await write(target, { ref: refOf(front), after: before });
    expect((await states(target, refOf(front))).at(-1)).toBe('healthy');
    expect(await podsOf(target)).toHaveLength(3);
  });

  it('finish Jobs, and give pods the token of their account unless it says no', async () => {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'import', namespace: 'web' },
      spec: { template: { spec: { containers: [{ name: 'main', image: 'registry.example/main:1' }] } } },
    };
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'quiet', namespace: 'web' },
      automountServiceAccountToken: false,
    };
    const quiet = withPodSpec(workload('Deployment', 'web', 'quiet'), (spec) => ({ ...spec, serviceAccountName: 'quiet' }));
    const pods = await podsOf(open(job, account, quiet));
    const mounts = (pod: Resource): number =>
      ((pod['spec'] as { containers: { volumeMounts?: object[] }[] }).containers[0]?.volumeMounts ?? []).length;
    const [done, silent] = [
      pods.filter((pod) => pod.metadata.name.startsWith('import-')),
      pods.filter((pod) => pod.metadata.name.startsWith('quiet-')),
    ];
    expect(done.map((pod) => [(pod['status'] as { phase: string }).phase, mounts(pod)])).toEqual([['Succeeded', 1]]);
    expect(silent.map(mounts)).toEqual([0, 0, 0]);
  });
});
