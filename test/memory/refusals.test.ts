import { describe, expect, it } from 'vitest';
import { Refused } from '../../src/app/errors.ts';
import { creationOf } from '../../src/core/change.ts';
import { refOf, type Resource } from '../../src/core/resource.ts';
import { openMemory, type MemoryOptions, type MemoryTarget } from '../../src/memory/target.ts';
import { changed, namespace, NOW, pod, workload, write } from './scene.ts';

const open = (entries: readonly Resource[], options: Partial<MemoryOptions> = {}): MemoryTarget =>
  openMemory({ entries, now: NOW, ...options });

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
