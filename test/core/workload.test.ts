import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/core/resource.ts';
import {
  containersOf,
  madeBy,
  podMetadataOf,
  podSpecOf,
  podSpecPath,
  topController,
  withPodSpec,
  WORKLOAD_KINDS,
} from '../../src/core/workload.ts';
import { json } from './arbitraries.ts';
import { deployment, object, snapshot } from './objects.ts';

/** A workload of this kind around a pod spec, put where podSpecPath says. */
const around = (kind: string, spec: unknown): Resource => {
  const [group, name] = kind.includes('/') ? kind.split('/') : ['', kind];
  const bare = object(group === '' ? 'v1' : `${group}/v1`, name!, 'x', 'web');
  const path = podSpecPath(bare)!;
  return { ...bare, ...path.reduceRight<object>((value, field) => ({ [field]: value }), spec as object) };
};

describe.each(WORKLOAD_KINDS)('a %s', (kind) => {
  const spec = { initContainers: [{ name: 'init' }], containers: [{ name: 'api', image: 'x' }, { image: 'nameless' }] };

  it('shows its pod spec and containers, with where they stand', () => {
    const workload = around(kind, spec);
    const base = podSpecPath(workload)!.join('.');
    expect(podSpecOf(workload)).toEqual(spec);
    expect(containersOf(workload).map(({ path, list }) => [list, path])).toEqual([
      ['initContainers', `${base}.initContainers[init]`],
      ['containers', `${base}.containers[api]`],
      ['containers', `${base}.containers[1]`],
    ]);
  });

  it('takes another pod spec and stays otherwise as it is', () => {
    const workload = around(kind, spec);
    const next = withPodSpec(workload, (was) => ({ ...was, hostNetwork: false }));
    expect(next).toEqual(around(kind, { ...spec, hostNetwork: false }));
    expect(workload).toEqual(around(kind, spec));
    expect(withPodSpec(workload, (was) => was)).toBe(workload);
  });

  it('bears anything in the place of a pod spec', () => {
    fc.assert(
      fc.property(json, (anything) => {
        const workload = { ...around(kind, anything), ...(typeof anything === 'string' ? { spec: anything } : {}) };
        containersOf(workload).forEach(({ container }) => expect(container).toBeTypeOf('object'));
        podMetadataOf(workload);
        expect(withPodSpec(workload, (was) => was)).toBe(workload);
      }),
    );
  });
});

describe('a kind without pods', () => {
  it('has no pod spec', () => {
    const config = object('v1', 'ConfigMap', 'x', 'web', { spec: { containers: [{ name: 'no' }] } });
    expect([podSpecOf(config), containersOf(config), podMetadataOf(config)]).toEqual([undefined, [], {}]);
    expect(withPodSpec(config, () => ({}))).toBe(config);
  });
});

describe('who decides over a pod', () => {
  const owned = (resource: Resource, kind: string, name: string, apiVersion = 'apps/v1'): Resource => ({
    ...resource,
    metadata: { ...resource.metadata, ownerReferences: [{ apiVersion, kind, name, uid: '1', controller: true }] },
  });
  const web = deployment('web');
  const set = owned(object('apps/v1', 'ReplicaSet', 'web-1', 'web'), 'Deployment', 'web');
  const pod = owned(object('v1', 'Pod', 'web-1-x', 'web'), 'ReplicaSet', 'web-1');

  it('is the end of the chain of controllers', () => {
    const at = snapshot([web, set, pod]);
    expect([madeBy(pod, at), topController(pod, at), topController(web, at)]).toEqual([set, web, web]);
  });

  it('is the pod itself where its controller is not known, or no workload', () => {
    expect(madeBy(pod, snapshot([pod]))).toBeUndefined();
    const custom = owned(object('v1', 'Pod', 'p', 'web'), 'Database', 'db', 'example.org/v1');
    const at = snapshot([custom, object('example.org/v1', 'Database', 'db', 'web')]);
    expect([madeBy(custom, at), topController(custom, at)]).toEqual([undefined, custom]);
  });

  it('is no object that only bears the name, or that makes no such object', () => {
    const named = (uid: string): Resource => ({ ...set, metadata: { ...set.metadata, uid } });
    expect(madeBy(pod, snapshot([pod, named('2')]))).toBeUndefined();
    expect(madeBy(pod, snapshot([pod, named('1')]))).toEqual(named('1'));
    const claims = owned(object('v1', 'Pod', 'claims', 'web'), 'Deployment', 'web');
    expect(madeBy(claims, snapshot([claims, web]))).toBeUndefined();
  });

  it.each([
    ['the namespaces of its node', { hostPID: true }],
    ['the network of its node', { hostNetwork: true, containers: [] }],
    ['a privileged container', { containers: [{ name: 'a' }, { name: 'b', securityContext: { privileged: true } }] }],
    ['a privileged container for debugging', { ephemeralContainers: [{ name: 'd', securityContext: { privileged: true } }] }],
  ])('is the pod itself where it has %s and its template has not', (_what, spec) => {
    const mighty = { ...pod, spec };
    expect(madeBy(mighty, snapshot([set, mighty]))).toBeUndefined();
    const alike = { ...set, spec: { template: { spec } } };
    expect(madeBy(mighty, snapshot([alike, mighty]))).toEqual(alike);
  });

  it('is never looked for in another namespace', () => {
    const elsewhere = { ...set, metadata: { ...set.metadata, namespace: 'ops' } };
    expect(madeBy(pod, snapshot([pod, elsewhere]))).toBeUndefined();
  });

  it('comes to an end where objects own each other', () => {
    const [one, two] = [
      owned(object('apps/v1', 'ReplicaSet', 'one', 'web'), 'ReplicaSet', 'two'),
      owned(object('apps/v1', 'ReplicaSet', 'two', 'web'), 'ReplicaSet', 'one'),
    ];
    expect(['one', 'two']).toContain(topController(one, snapshot([one, two])).metadata.name);
  });

  it.each([null, 'x', [null], [{}], [{ controller: true }], [{ controller: true, kind: 3, apiVersion: 'v1', name: 'x' }]])(
    'bears owner references that are %j',
    (ownerReferences) => {
      const odd = object('v1', 'Pod', 'odd', 'web', { metadata: { name: 'odd', namespace: 'web', ownerReferences } });
      expect(madeBy(odd, snapshot([odd]))).toBeUndefined();
    },
  );
});
