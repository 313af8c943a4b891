import { describe, expect, it } from 'vitest';
import { Stale, UnknownOutcome } from '../../src/app/errors.ts';
import { creationOf } from '../../src/core/change.ts';
import { refOf, type Resource } from '../../src/core/resource.ts';
import { openMemory, type MemoryOptions, type MemoryTarget } from '../../src/memory/target.ts';
import { changed, namespace, NOW, pod, workload, write } from './scene.ts';

const open = (entries: readonly Resource[], options: Partial<MemoryOptions> = {}): MemoryTarget =>
  openMemory({ entries, now: NOW, ...options });

const web = refOf(namespace('web'));

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
