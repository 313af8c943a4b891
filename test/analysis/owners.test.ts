import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownersOf } from '../../src/analysis/owners.ts';
import type { Metadata, Resource } from '../../src/core/resource.ts';

const object = (metadata: Partial<Metadata>): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...metadata },
});

const brief = (metadata: Partial<Metadata>): readonly string[] =>
  ownersOf(object(metadata)).map(({ tool, name, strength }) => `${strength} ${tool} ${name}`);

describe('ownersOf', () => {
  it.each<[string, Partial<Metadata>, readonly string[]]>([
    ['nobody', { labels: { app: 'web' } }, []],
    [
      'a Helm release',
      {
        labels: { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'shop' },
        annotations: { 'meta.helm.sh/release-name': 'shop' },
      },
      ['strong helm shop'],
    ],
    ['a rendered chart', { labels: { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'shop' } }, ['weak helm shop']],
    [
      'an Argo CD application',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'front:apps/Deployment:shop/web' } },
      ['strong argocd front'],
    ],
    ['perhaps an Argo CD application', { labels: { 'app.kubernetes.io/instance': 'front' } }, ['weak argocd front']],
    ['a Flux Kustomization', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } }, ['strong flux Kustomization apps']],
    [
      'a Flux Kustomization on hold',
      { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' }, annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } },
      ['weak flux Kustomization apps'],
    ],
    [
      'a Flux HelmRelease, which is Helm as well',
      { labels: { 'helm.toolkit.fluxcd.io/name': 'shop' }, annotations: { 'meta.helm.sh/release-name': 'shop' } },
      ['strong flux HelmRelease shop', 'strong helm shop'],
    ],
    ['OLM', { labels: { 'olm.owner': 'etcdoperator.v0.9.4' } }, ['strong olm etcdoperator.v0.9.4']],
    ['OLM by its operator', { labels: { 'operators.coreos.com/etcd.shop': '' } }, ['strong olm etcd.shop']],
    ['kapp', { labels: { 'kapp.k14s.io/app': '1600' } }, ['strong kapp 1600']],
    ['the add-on manager', { labels: { 'addonmanager.kubernetes.io/mode': 'Reconcile' } }, ['strong addon-manager Reconcile']],
    ['the add-on manager, once', { labels: { 'addonmanager.kubernetes.io/mode': 'EnsureExists' } }, ['weak addon-manager EnsureExists']],
    ['EKS', { labels: { 'eks.amazonaws.com/component': 'coredns' } }, ['strong eks coredns']],
    [
      'bootstrap RBAC',
      { annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' } },
      ['strong rbac-defaults bootstrap policy'],
    ],
    [
      'a custom resource and kubectl, the strong one first',
      {
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
        ownerReferences: [{ apiVersion: 'db.example/v1', kind: 'Postgres', name: 'main', controller: true }],
      },
      ['strong controller Postgres main', 'weak kubectl apply'],
    ],
    ['an owner that does not control', { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x' }] }, []],
    [
      'a server-side apply',
      {
        managedFields: [
          { manager: 'kubectl', operation: 'Apply' },
          { manager: 'kubelet', operation: 'Update' },
        ],
      },
      ['weak kubectl kubectl'],
    ],
  ])('sees %s', (_what, metadata, owners) => {
    expect(brief(metadata)).toEqual(owners);
  });

  it('says in one sentence what happens to a change', () => {
    for (const { consequence } of ownersOf(object({ labels: { 'kustomize.toolkit.fluxcd.io/name': 'a', 'olm.owner': 'b' } })))
      expect(consequence).toMatch(/^[A-Z][^.]*\.$/);
  });

  it('bears malformed metadata', () => {
    const junk = fc.dictionary(fc.constantFrom('labels', 'annotations', 'ownerReferences', 'managedFields'), fc.jsonValue());
    fc.assert(fc.property(junk, (metadata) => Array.isArray(ownersOf(object(metadata as Partial<Metadata>)))));
  });
});
