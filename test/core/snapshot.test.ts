import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refOf, type Resource } from '../../src/core/resource.ts';
import { CLUSTER, derived, snapshotOf } from '../../src/core/snapshot.ts';
import { account, FACTS, object, snapshot } from './objects.ts';

describe('a snapshot', () => {
  it('finds objects by name, and lists them by kind and namespace in the order in which they were read', () => {
    const [a, b, c] = [account('a', 'web'), account('b', 'ops'), account('c', 'web')];
    const at = snapshot([a, b, c]);
    expect(at.get(refOf(b))).toBe(b);
    expect(at.get({ ...refOf(b), namespace: 'web' })).toBeUndefined();
    expect(at.list('ServiceAccount')).toEqual([a, b, c]);
    expect(at.list('ServiceAccount', 'web')).toEqual([a, c]);
    expect([at.list('ServiceAccount', 'none'), at.list('Pod')]).toEqual([[], []]);
  });

  it('is empty without an object of the target, whatever is made up', () => {
    expect(snapshot([]).isEmpty()).toBe(true);
    expect(snapshot([account('a', 'web')]).isEmpty()).toBe(false);
    expect(snapshot([object('storage.k8s.io/v1', 'StorageClass', 'fast')]).isEmpty()).toBe(false);
  });

  it('knows a kind by its group and name in any version, and not by its name alone', () => {
    const job = object('batch/v1beta1', 'CronJob', 'nightly', 'web');
    const at = snapshot([job]);
    expect(at.list('batch/CronJob')).toEqual([job]);
    expect(at.get({ apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'web', name: 'nightly' })).toBe(job);
    expect(at.list('CronJob')).toEqual([]);
  });

  it('has one Cluster, and a Namespace for each that is in use', () => {
    const web = object('v1', 'Namespace', 'web');
    const at = snapshot([account('a', 'web'), account('b', 'ops'), web]);
    const [cluster, ...others] = at.list(CLUSTER);
    expect(others).toEqual([]);
    expect(at.isSynthetic(cluster!)).toBe(true);
    expect(at.list('Namespace').map(({ metadata }) => metadata.name)).toEqual(['web', 'ops']);
    const ops = at.get({ apiVersion: 'v1', kind: 'Namespace', name: 'ops' })!;
    expect([at.isSynthetic(web), at.isSynthetic(ops)]).toEqual([false, true]);
    expect(ops.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'ops' });
  });

  it('keeps objects of one name apart by where they stand', () => {
    const [first, second] = [account('a'), account('a')];
    const sources = [
      { file: 'a.yaml', document: 0 },
      { file: 'a.yaml', document: 1 },
    ];
    const at = snapshotOf(
      [
        { resource: first, source: sources[0]! },
        { resource: second, source: sources[1]! },
      ],
      FACTS,
    );
    expect(at.get(refOf(second, sources[1]))).toBe(second);
    expect(at.get(refOf(second)), 'without a source, the first').toBe(first);
    expect([first, second].map((resource) => at.ref(resource).source)).toEqual(sources);
    const changed = { ...second, automountServiceAccountToken: false };
    const next = at.with([{ ref: at.ref(second), resource: changed }]);
    expect(next.list('ServiceAccount')).toEqual([first, changed]);
    expect(next.ref(changed).source).toEqual(sources[1]);
  });
});

describe('with', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const some = fc.uniqueArray(fc.record({ name, namespace: fc.constantFrom('web', 'ops') }), {
    selector: ({ name: n, namespace }) => `${namespace}/${n}`,
  });
  const resources = some.map((list) => list.map((of) => account(of.name, of.namespace)));
  const changes = fc.uniqueArray(fc.tuple(name, fc.constantFrom('web', 'ops', 'new'), fc.boolean()), {
    selector: ([n, namespace]) => `${namespace}/${n}`,
  });

  it('is the snapshot that reading the changed target would have given', () => {
    fc.assert(
      fc.property(resources, changes, (before, changed) => {
        const at = snapshot(before);
        const list = changed.map(([n, namespace, stays]) => {
          const resource = account(n, namespace, { changed: true });
          return { ref: refOf(resource), resource: stays ? resource : undefined };
        });
        const after = new Map<string, Resource>(before.map((resource) => [JSON.stringify(refOf(resource)), resource]));
        for (const { ref, resource } of list) {
          if (resource) after.set(JSON.stringify(ref), resource);
          else after.delete(JSON.stringify(ref));
        }
        const [next, read] = [at.with(list), snapshot([...after.values()])];
        for (const kind of ['ServiceAccount', 'Namespace', CLUSTER]) {
          expect(new Set(next.list(kind))).toEqual(new Set(read.list(kind)));
          for (const namespace of ['web', 'ops', 'new']) expect(next.list(kind, namespace)).toEqual(read.list(kind, namespace));
        }
        for (const resource of after.values()) expect(next.get(refOf(resource))).toBe(resource);
        expect(at.list('ServiceAccount'), 'the original stays').toEqual(before);
      }),
    );
  });

  it('replaces a made-up Namespace by a real one', () => {
    const at = snapshot([account('a')]);
    const web = object('v1', 'Namespace', 'web', undefined, { real: true });
    const next = at.with([{ ref: refOf(web), resource: web }]);
    expect(next.list('Namespace')).toEqual([web]);
    expect(next.isSynthetic(web)).toBe(false);
  });

  it('keeps facts and what could not be read', () => {
    const unread = [{ kind: 'Secret', reason: 'forbidden' }];
    const next = snapshot([], unread).with([]);
    expect([next.facts, next.unread]).toEqual([FACTS, unread]);
  });
});

describe('derived', () => {
  it('computes once for each snapshot', () => {
    const seen: unknown[] = [];
    const count = derived((at) => seen.push(at));
    const [one, other] = [snapshot([]), snapshot([])];
    expect([count(one), count(one), count(other), count(one)]).toEqual([1, 1, 2, 1]);
  });
});
