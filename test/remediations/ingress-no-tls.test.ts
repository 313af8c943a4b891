import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/ingress-no-tls.ts';
import { scanOne } from '../../src/core/scan.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { FACTS, resources, snapshotFrom } from './manifests.ts';

const RULES = 'rules: [{ host: shop.example.com }, { host: api.example.com }, { host: shop.example.com }]';
const ingress = (spec: string, metadata = ''): string => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop${metadata} }
spec: { ${spec} }
`;
const secret = (name: string, type = 'kubernetes.io/tls'): string => `---
apiVersion: v1
kind: Secret
metadata: { name: ${name}, namespace: shop }
type: ${type}
`;
const issuer = (kind: string, name: string): string => `---
apiVersion: cert-manager.io/v1
kind: ${kind}
metadata: { name: ${name}${kind === 'Issuer' ? ', namespace: shop' : ''} }
`;

describeRemediation(remediation, {
  weak: `${ingress(`${RULES}, tls: [{ hosts: ["*.example.org", api.example.com], secretName: api }]`)}${issuer('ClusterIssuer', 'letsencrypt')}`,
  hardened: `${ingress(
    `${RULES}, tls: [{ hosts: ["*.example.org", api.example.com], secretName: api }, { hosts: [shop.example.com], secretName: shop-tls }]`,
    ', annotations: { cert-manager.io/cluster-issuer: letsencrypt }',
  )}${issuer('ClusterIssuer', 'letsencrypt')}`,
  sound: [
    ingress(`${RULES}, tls: [{ secretName: all }]`),
    ingress(`${RULES}, tls: [{ hosts: ["*.example.com"] }]`),
    ingress('rules: [{}], tls: [{ hosts: [example.com], secretName: x }]'),
    ingress(RULES, ', annotations: { networking.gke.io/managed-certificates: shop }'),
  ],
  answers: { secret: 'shop-tls', issuer: 'letsencrypt' },
});

const asked = (yaml: string) => {
  const snapshot = snapshotFrom(yaml);
  return remediation.inputs?.(snapshot.list('networking.k8s.io/Ingress')[0]!, snapshot) ?? [];
};
const defaults = (yaml: string) => Object.fromEntries(asked(yaml).map((input) => [input.name, input.default]));
const fixed = (yaml: string, answers: Record<string, string>) => {
  const snapshot = snapshotFrom(yaml);
  return remediation.fix?.(snapshot.list('networking.k8s.io/Ingress')[0]!, snapshot, answers)[0]?.after;
};

describe('ingress-no-tls', () => {
  it('writes all hosts, or none where the Ingress names none', () => {
    expect(fixed(ingress(RULES), { secret: 'x' })?.['spec']).toMatchObject({
      tls: [{ hosts: ['shop.example.com', 'api.example.com'], secretName: 'x' }],
    });
    expect(fixed(ingress('defaultBackend: {}'), { secret: 'x' })?.['spec']).toEqual({ defaultBackend: {}, tls: [{ secretName: 'x' }] });
    expect(fixed(ingress(RULES), {})).toBeUndefined();
  });

  it('offers the one certificate of the namespace, or the one that cert-manager will make', () => {
    expect(defaults(`${ingress(RULES)}${secret('shop')}${secret('registry', 'Opaque')}`)).toEqual({ secret: 'shop' });
    expect(defaults(`${ingress(RULES)}${secret('a')}${secret('b')}`)).toEqual({ secret: undefined });
    expect(asked(`${ingress(RULES)}${secret('a')}${secret('b')}`)[0]?.ask).toContain('a, b');
    expect(defaults(`${ingress(RULES)}${issuer('Issuer', 'own')}`)).toEqual({ secret: 'shop-tls', issuer: 'own' });
    expect(defaults(`${ingress(RULES)}${issuer('Issuer', 'own')}${secret('a')}`)).toEqual({ secret: 'a', issuer: 'none' });
    expect(defaults(ingress(RULES, ', annotations: { cert-manager.io/issuer: own }'))).toEqual({ secret: 'shop-tls' });
  });

  it('asks the issuer of the namespace rather than that of the cluster', () => {
    const both = `${ingress(RULES)}${issuer('Issuer', 'ca')}${issuer('ClusterIssuer', 'ca')}`;
    expect(fixed(both, { secret: 'x', issuer: 'ca' })?.metadata.annotations).toEqual({ 'cert-manager.io/issuer': 'ca' });
    expect(fixed(both, { secret: 'x', issuer: 'none' })?.metadata).not.toHaveProperty('annotations');
    expect(asked(both)[1]?.refuse?.('other')).toMatch(/no issuer "other"/);
  });

  it('refuses a Secret that is not there, where that can be known', () => {
    const refuse = asked(`${ingress(RULES)}${secret('shop')}`)[0]?.refuse;
    expect(refuse?.('shop')).toBeUndefined();
    expect(refuse?.('other')).toContain('kubectl create secret tls other -n shop');
    expect(refuse?.('Not A Name')).toMatch(/no name/);
    expect(asked(`${ingress(RULES)}${issuer('Issuer', 'own')}`)[0]?.refuse?.('other')).toBeUndefined();
    const entries = resources(ingress(RULES)).map((resource) => ({ resource }));
    const unread = [{ kind: 'Secret', reason: 'you may not list secrets' }];
    for (const snapshot of [snapshotOf(entries, FACTS, unread), snapshotOf(entries, { ...FACTS, origin: 'files' })]) {
      expect(remediation.inputs?.(snapshot.list('networking.k8s.io/Ingress')[0]!, snapshot)[0]?.refuse?.('other')).toBeUndefined();
      expect(scanOne(remediation, snapshot, () => undefined)).toMatchObject({ findings: [{ fix: 'input' }], notChecked: [] });
    }
  });
});
