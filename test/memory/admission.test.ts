import { describe, expect, it } from 'vitest';
import { Refused, Stale, UnknownOutcome } from '../../src/app/errors.ts';
import { creationOf } from '../../src/core/change.ts';
import { field, items, refOf, type Resource } from '../../src/core/resource.ts';
import type { EvaluatePod } from '../../src/memory/podSecurity.ts';
import { running } from '../../src/memory/running.ts';
import { openMemory, type MemoryOptions, type MemoryTarget } from '../../src/memory/target.ts';
import { changed, namespace, NOW, pod, rolledOut, workload, write } from './scene.ts';

/** Two of the standard's rules, enough to see admission at work. */
const podSecurity: EvaluatePod = (level, _version, _metadata, spec) => {
  const names = (wrong: (container: unknown) => boolean): string =>
    items(spec['containers'])
      .filter(wrong)
      .map((container) => `"${String(container['name'])}"`)
      .join(', ');
  const privileged = names((container) => field(container, 'securityContext', 'privileged') === true);
  const escalating = names((container) => field(container, 'securityContext', 'allowPrivilegeEscalation') !== false);
  return [
    ...(privileged === ''
      ? []
      : [{ check: 'privileged', reason: 'privileged', detail: `container ${privileged} must not set securityContext.privileged=true` }]),
    ...(escalating === '' || level === 'baseline'
      ? []
      : [
          {
            check: 'allowPrivilegeEscalation',
            reason: 'allowPrivilegeEscalation != false',
            detail: `container ${escalating} must set securityContext.allowPrivilegeEscalation=false`,
          },
        ]),
  ];
};

const open = (entries: readonly Resource[], options: Partial<MemoryOptions> = {}): MemoryTarget =>
  openMemory({ entries, podSecurity, now: NOW, ...options });

const enforcing =
  (level: string) =>
  (resource: Resource): Resource => ({
    ...resource,
    metadata: { ...resource.metadata, labels: { ...resource.metadata.labels, 'pod-security.kubernetes.io/enforce': level } },
  });

const web = refOf(namespace('web'));

describe('Pod Security admission in memory', () => {
  it('tells which pods a stricter namespace would not admit', async () => {
    const target = open(
      running(
        [namespace('web'), workload('Deployment', 'web', 'front'), pod('web', 'agent', { securityContext: { privileged: true } })],
        NOW,
      ),
    );
    const { warnings } = await target.preview(await changed(target, web, enforcing('restricted')));
    expect(warnings).toEqual([
      'existing pods in namespace "web" violate the new PodSecurity enforce level "restricted:latest"',
      'agent: privileged, allowPrivilegeEscalation != false',
      expect.stringMatching(/^front-\S+ \(and 2 other pods\): allowPrivilegeEscalation != false$/),
    ]);
  });

  it('says nothing when a namespace is relaxed or only warns', async () => {
    const target = open([namespace('web', { 'pod-security.kubernetes.io/enforce': 'restricted' }), pod('web', 'agent')]);
    expect((await target.preview(await changed(target, web, enforcing('baseline')))).warnings).toEqual([]);
    const warn = await changed(target, web, (r) => ({
      ...r,
      metadata: { ...r.metadata, labels: { ...r.metadata.labels, 'pod-security.kubernetes.io/warn': 'restricted' } },
    }));
    expect((await target.preview(warn)).warnings).toEqual([]);
  });

  it('refuses a level that there is not', async () => {
    const target = open([namespace('web')]);
    await expect(target.preview(await changed(target, web, enforcing('strict')))).rejects.toThrow(
      'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
    );
  });

  it('warns about a workload that the namespace would not like, with every reason', async () => {
    const target = open([
      namespace('web', { 'pod-security.kubernetes.io/warn': 'restricted', 'pod-security.kubernetes.io/warn-version': 'v1.30' }),
    ]);
    expect((await target.preview(creationOf(workload('Deployment', 'web', 'front')))).warnings).toEqual([
      'would violate PodSecurity "restricted:v1.30": allowPrivilegeEscalation != false (container "main" must set securityContext.allowPrivilegeEscalation=false)',
    ]);
  });

  it('refuses a pod that the namespace does not allow, and the pods of a workload', async () => {
    const target = open([namespace('web', { 'pod-security.kubernetes.io/enforce': 'baseline' })]);
    const agent = { securityContext: { privileged: true } };
    await expect(target.preview(creationOf(pod('web', 'agent', agent)))).rejects.toThrow(
      /^pods "agent" is forbidden: violates PodSecurity "baseline:latest": privileged/,
    );
    await expect(target.preview(creationOf(pod('web', 'front')))).resolves.toMatchObject({ checked: 'server' });
    const front = workload('Deployment', 'web', 'front');
    const spec = front['spec'] as { template: { spec: object } };
    const privileged = {
      ...front,
      spec: {
        ...spec,
        template: { ...spec.template, spec: { containers: [{ name: 'main', image: 'registry.example/main:1', ...agent }] } },
      },
    };
    await write(target, creationOf(privileged));
    expect((await rolledOut(target, refOf(front))).at(-1)).toMatchObject({
      state: 'degraded',
      detail: expect.stringMatching(/^FailedCreate: .*violates PodSecurity "baseline:latest"/),
    });
  });
});

describe('what the server in memory refuses', () => {
  const front = workload('Deployment', 'web', 'front');
  const binding: Resource = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'viewers', namespace: 'web' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  };
  const withContext =
    (context: object) =>
    (resource: Resource): Resource => ({
      ...resource,
      spec: {
        ...(resource['spec'] as object),
        template: { spec: { containers: [{ name: 'main', image: 'registry.example/main:1', securityContext: context }] } },
      },
    });

  it.each<[string, Resource, (resource: Resource) => Resource, string]>([
    [
      'a label that is none',
      front,
      (r) => ({ ...r, metadata: { ...r.metadata, labels: { team: 'a team' } } }),
      'metadata.labels: Invalid value: "a team"',
    ],
    [
      'no escalation beside privileged',
      front,
      withContext({ privileged: true, allowPrivilegeEscalation: false }),
      'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    ],
    [
      'no escalation beside CAP_SYS_ADMIN',
      front,
      withContext({ capabilities: { add: ['CAP_SYS_ADMIN'] }, allowPrivilegeEscalation: false }),
      'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
    ],
    [
      'another selector',
      front,
      (r) => ({ ...r, spec: { ...(r['spec'] as object), selector: { matchLabels: { app: 'back' } } } }),
      'field is immutable',
    ],
    ['another role', binding, (r) => ({ ...r, roleRef: { ...(r['roleRef'] as object), name: 'edit' } }), 'cannot change roleRef'],
    [
      'another security context of a pod',
      pod('web', 'agent'),
      (r) => ({ ...r, spec: { ...(r['spec'] as object), hostNetwork: true } }),
      'pod updates may not change fields other than',
    ],
  ])('%s', async (_name, object, change, words) => {
    const target = open([namespace('web'), object]);
    const edit = await changed(target, refOf(object), change);
    await expect(target.preview(edit)).rejects.toThrow(Refused);
    await expect(target.preview(edit)).rejects.toThrow(words);
    expect(await target.get(refOf(object))).toEqual(edit.before);
  });

  it('an object in a namespace that is not there: it can be asked later', async () => {
    const target = open([]);
    const creation = creationOf(front);
    const preview = await target.preview(creation);
    expect(preview).toMatchObject({ checked: 'later', reason: 'namespaces "web" not found' });
    await expect(target.write(creation, preview)).rejects.toThrow(Refused);
    await write(target, creationOf(namespace('web')));
    await expect(target.write(creation, preview)).resolves.toMatchObject({ kind: 'Deployment' });
  });

  it('a write without the right to it, which is told before', async () => {
    const denied = [{ verb: 'patch', resource: 'deployments.apps', namespace: 'web' }];
    const target = open([namespace('web'), front], { denied });
    const edit = await changed(target, refOf(front), (r) => ({ ...r, metadata: { ...r.metadata, labels: { team: 'web' } } }));
    expect(await target.denials([edit])).toEqual(denied);
    expect(await target.denials([{ ref: edit.ref, before: edit.before! }])).toEqual([]);
    const preview = await target.preview(edit);
    expect(preview.checked).toBe('unverified');
    await expect(target.write(edit, preview)).rejects.toThrow(Refused);
  });
});

describe('what the server in memory makes of an object', () => {
  it('stores it as an API server would, and says so before', async () => {
    const target = open([namespace('web')]);
    const policy: Resource = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'out', namespace: 'web', labels: {} },
      spec: { podSelector: {}, ingress: [], egress: [{ ports: [{ port: 53 }], to: [] }] },
    };
    const { preview, stored } = await write(target, creationOf(policy));
    expect(preview.after).toEqual({
      ...policy,
      metadata: { name: 'out', namespace: 'web' },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 53, protocol: 'TCP' }] }] },
    });
    expect(stored).toMatchObject({
      metadata: {
        generation: 1,
        creationTimestamp: '2026-11-21T08:00:00Z',
        uid: expect.stringMatching(/^[0-9a-f]{8}-/),
        resourceVersion: expect.stringMatching(/^\d+$/),
      },
    });
  });

  it('counts versions with each write and generations with each change of what is wanted', async () => {
    const front = workload('Deployment', 'web', 'front');
    const target = open([namespace('web'), front]);
    const was = (await target.get(refOf(front)))!.metadata;
    target.outside.edit(refOf(front), (r) => ({ ...r, metadata: { ...r.metadata, labels: { team: 'web' } } }));
    const labelled = (await target.get(refOf(front)))!.metadata;
    expect([labelled.uid, labelled['generation']]).toEqual([was.uid, 1]);
    expect(Number(labelled.resourceVersion)).toBeGreaterThan(Number(was.resourceVersion));
    target.outside.edit(refOf(front), (r) => ({ ...r, spec: { ...(r['spec'] as object), replicas: 5 } }));
    expect((await target.get(refOf(front)))!.metadata['generation']).toBe(2);
  });

  it('goes on when only the status changed since the review', async () => {
    const front = workload('Deployment', 'web', 'front');
    const target = open([namespace('web'), front]);
    const edit = await changed(target, refOf(front), (r) => ({ ...r, metadata: { ...r.metadata, labels: { team: 'web' } } }));
    const preview = await target.preview(edit);
    target.outside.edit(refOf(front), (r) => ({ ...r, status: { readyReplicas: 1 } }));
    expect((await target.get(refOf(front)))!.metadata.resourceVersion).not.toBe(edit.before!.metadata.resourceVersion);
    await expect(target.write(edit, preview)).resolves.toMatchObject({
      metadata: { labels: { team: 'web' } },
      status: { readyReplicas: 1 },
    });
  });

  it.each(['before', 'after'] as const)('can lose the connection %s a write is stored', async (moment) => {
    const onWrite = (now: 'before' | 'after'): void => {
      if (now === moment) throw new UnknownOutcome('the connection was cut');
    };
    const target = open([namespace('web')], { onWrite });
    const creation = creationOf(pod('web', 'agent'));
    await expect(write(target, creation)).rejects.toThrow(UnknownOutcome);
    expect((await target.get(creation.ref)) !== undefined).toBe(moment === 'after');
  });

  it('does not show what may not be listed, and says which', async () => {
    const unread = [{ kind: 'Pod', namespace: 'web', reason: 'pods is forbidden' }];
    const target = open([namespace('web'), namespace('back'), pod('web', 'agent'), pod('back', 'agent')], { unread });
    const snapshot = await target.read({ kinds: ['Pod', 'Namespace'] });
    expect(snapshot.list('Pod').map((o) => o.metadata.namespace)).toEqual(['back']);
    expect(snapshot.unread).toEqual(unread);
    expect((await target.read({ kinds: ['Namespace'] })).unread).toEqual([]);
  });

  it('takes a namespace with all that stands in it', async () => {
    const target = open([namespace('web'), pod('web', 'agent')]);
    await write(target, { ref: web, before: (await target.get(web))! });
    expect(await target.get(refOf(pod('web', 'agent')))).toBeUndefined();
    await expect(write(target, { ref: web, before: namespace('web') })).rejects.toThrow(Stale);
  });
});
