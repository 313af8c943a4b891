import { describe, expect, it } from 'vitest';
import { kindOf, type Resource } from '../../src/core/resource.ts';
import { annotated, carryOut, editing, find, labelled, own, type Open, type Traits } from './harness.ts';
import { clusterBinding, config, deployment, fresh, namespace, policy } from './objects.ts';

const KINDS = ['Namespace', 'ConfigMap', 'apps/Deployment', 'rbac.authorization.k8s.io/ClusterRoleBinding'];

const malformed = (ns: string): readonly Resource[] =>
  [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'odd-data', namespace: ns }, data: 5 },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'odd-labels', namespace: ns, labels: 'none' } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'odd-spec', namespace: ns }, spec: { template: [] } },
  ] as unknown as readonly Resource[];

export const describeReading = (open: Open, traits: Traits): void =>
  void describe('reading', () => {
    it('lists what get returns', async () => {
      const ns = fresh('list');
      const objects = [
        namespace(ns),
        config(ns, 'settings', { a: '1' }),
        deployment(ns, 'web'),
        clusterBinding(fresh('viewers'), ['someone']),
      ];
      const { target } = await open(objects);
      const snapshot = await target.read({ kinds: KINDS });
      for (const object of objects) {
        const { resource } = await find(target, object);
        const listed = snapshot.list(kindOf(object), object.metadata.namespace).find((o) => o.metadata.name === object.metadata.name);
        expect(own(listed)).toEqual(own(resource));
        expect(own(resource)).toMatchObject({ apiVersion: object.apiVersion, kind: object.kind });
      }
      expect(snapshot.unread).toEqual([]);
    });

    it('keeps to a namespace, and to what has none', async () => {
      const [ns, other] = [fresh('mine'), fresh('other')];
      const binding = clusterBinding(fresh('viewers'), ['someone']);
      const { target } = await open([namespace(ns), namespace(other), config(ns, 'here', {}), config(other, 'there', {}), binding]);
      const snapshot = await target.read({ kinds: KINDS, namespace: ns });
      expect(snapshot.list('ConfigMap').map((o) => o.metadata.namespace)).not.toContain(other);
      expect(snapshot.list('ConfigMap', ns).map((o) => o.metadata.name)).toContain('here');
      expect(snapshot.list(kindOf(binding)).map((o) => o.metadata.name)).toContain(binding.metadata.name);
    });

    it('tells after each kind how far it is, with a snapshot on demand', async () => {
      const ns = fresh('progress');
      const { target } = await open([namespace(ns), config(ns, 'settings', {})]);
      const told: { kind: string; done: number; total: number; has: boolean }[] = [];
      await target.read({
        kinds: KINDS,
        onRead: (now) =>
          void told.push({ kind: now.kind, done: now.done, total: now.total, has: now.soFar().list('ConfigMap', ns).length > 0 }),
      });
      expect(told.map(({ kind }) => kind).sort()).toEqual([...KINDS].sort());
      expect(told.map(({ done, total }) => `${done}/${total}`)).toEqual(['1/4', '2/4', '3/4', '4/4']);
      const when = told.findIndex(({ kind }) => kind === 'ConfigMap');
      expect(told.slice(when).every(({ has }) => has)).toBe(true);
    });

    it('stops when it is told to', async () => {
      const { target } = await open([namespace(fresh('abort'))]);
      await expect(target.read({ kinds: KINDS, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow();
    });

    it('has nothing for a name that nobody has', async () => {
      const ns = fresh('nobody');
      const { target } = await open([namespace(ns)]);
      expect(await target.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: ns, name: 'nobody' })).toBeUndefined();
      expect(await target.rollout({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: ns, name: 'nobody' })).toBeUndefined();
    });

    if (traits.holdsMalformed)
      it('bears malformed neighbours and leaves them as they are', async () => {
        const ns = fresh('odd');
        const good = config(ns, 'good', { a: '1' });
        const { target } = await open([namespace(ns), ...malformed(ns), good]);
        await carryOut(target, await editing(target, good, labelled('checked', 'yes')));
        for (const odd of malformed(ns)) expect(own((await find(target, odd)).resource)).toEqual(odd);
        for (const odd of malformed(ns)) {
          await carryOut(target, await editing(target, odd, annotated('checked', 'yes')));
          expect((await find(target, odd)).resource.metadata.annotations).toEqual({ checked: 'yes' });
        }
      });

    it('knows the rollout of workloads alone', async () => {
      const ns = fresh('rollout');
      const [web, settings] = [deployment(ns, 'web'), policy(ns, 'web')];
      const { target } = await open([namespace(ns), web, settings]);
      const [workload, other] = [await find(target, web), await find(target, settings)];
      expect(await target.rollout(other.ref)).toBeUndefined();
      if (traits.hasRollouts)
        await expect.poll(async () => (await target.rollout(workload.ref))?.state, { timeout: 50_000 }).toBe('healthy');
      else expect(await target.rollout(workload.ref)).toBeUndefined();
    });
  });
