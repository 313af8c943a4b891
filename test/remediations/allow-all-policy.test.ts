import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/allow-all-policy.ts';
import type { Resource } from '../../src/core/resource.ts';
import { scanOne } from '../../src/core/scan.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { reaches } from '../analysis/network/reach.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const AROUND = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: db, namespace: shop }
spec: { template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: db }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: far, namespace: other }
spec: { template: { metadata: { labels: { app: far } }, spec: { containers: [{ name: far }] } } }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { selector: { app: db }, ports: [{ port: 5432 }] }
`;
const policy = (spec: string, name = 'open'): string => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const DNS =
  '{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }, podSelector: { matchLabels: { k8s-app: kube-dns } } }], ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }] }';
const OWN = '{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 9 }] }';

describeRemediation(remediation, {
  weak: `${AROUND}${policy(`{ podSelector: {}, ingress: [{}, ${OWN}], egress: [{ to: [{ namespaceSelector: {} }, { ipBlock: { cidr: 0.0.0.0/0 } }] }] }`)}`,
  hardened: `${AROUND}${policy(
    `{ podSelector: {}, policyTypes: [Ingress, Egress], ingress: [${OWN}], egress: [${DNS}, { to: [{ podSelector: {} }] }] }`,
  )}${policy(
    '{ podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: TCP, port: 5432 }] }] }',
    'allow-to-db',
  )}`,
  sound: [
    `${AROUND}${policy('{ podSelector: {}, policyTypes: [Ingress, Egress] }')}`,
    `${AROUND}${policy('{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }, { from: [{ namespaceSelector: {} }] }] }')}`,
    `${AROUND}${policy('{ podSelector: {}, policyTypes: [Ingress], egress: [{}] }')}`,
  ],
});

const found = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined).findings[0];
const after = (yaml: string): Snapshot => {
  const snapshot = snapshotFrom(yaml);
  const [open] = snapshot.list('networking.k8s.io/NetworkPolicy');
  const edits = remediation.fix?.(open!, snapshot, {}) ?? [];
  return snapshot.with(edits.map(({ ref, after: resource }) => ({ ref, resource })));
};
const named = (name: string, snapshot: Snapshot): Resource =>
  snapshot.list('apps/Deployment').find(({ metadata }) => metadata.name === name)!;

describe('allow-all-policy', () => {
  it('leaves one direction alone where only the other is open', () => {
    const snapshot = after(
      `${AROUND}${policy('{ podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{ ports: [{ port: 443 }] }] }')}`,
    );
    expect(snapshot.list('networking.k8s.io/NetworkPolicy')[0]?.['spec']).toMatchObject({ egress: [{ ports: [{ port: 443 }] }] });
  });

  it('keeps what is declared and cuts the rest', () => {
    const snapshot = after(`${AROUND}${policy('{ podSelector: {}, ingress: [{}], egress: [{}] }')}`);
    const [web, db, far] = ['web', 'db', 'far'].map((name) => named(name, snapshot)) as [Resource, Resource, Resource];
    expect(reaches(web, db, 5432, snapshot)).toBe(true);
    expect(reaches(web, db, 22, snapshot)).toBe(false);
    expect(reaches(db, web, 5432, snapshot), 'the port of another Service').toBe(false);
    expect(reaches(far, db, 5432, snapshot)).toBe(false);
    expect(reaches(web, far, 80, snapshot)).toBe(false);
    expect(reaches('outside', web, 80, snapshot)).toBe(false);
  });

  it('opens nothing for pods that it does not select', () => {
    const closed = policy('{ podSelector: { matchLabels: { app: db } } }', 'closed');
    const yaml = `${AROUND}${policy('{ podSelector: { matchLabels: { app: web } }, ingress: [{}], egress: [{}] }')}${closed}`;
    const [was, is] = [snapshotFrom(yaml), after(yaml)];
    const [web, db, far] = ['web', 'db', 'far'].map((name) => named(name, is)) as [Resource, Resource, Resource];
    for (const from of [web, db, far])
      for (const to of [web, db, far]) if (!reaches(from, to, 5432, was)) expect(reaches(from, to, 5432, is)).toBe(false);
    expect(reaches(web, db, 5432, was)).toBe(false);
    expect(is.list('networking.k8s.io/NetworkPolicy')).toHaveLength(2);
  });

  it('goes on isolating where nothing is declared', () => {
    const snapshot = after(`${AROUND}${policy('{ podSelector: { matchLabels: { app: web } }, ingress: [{}] }')}`);
    expect(snapshot.list('networking.k8s.io/NetworkPolicy')[0]?.['spec']).toEqual({
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Ingress'],
    });
  });

  it('says which direction is open and always doubts', () => {
    const finding = found(`${AROUND}${policy('{ podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}] }')}`);
    expect(finding?.evidence.map(({ path }) => path)).toEqual(['spec.ingress[0]', 'spec.egress[0]']);
    expect(finding?.fix).toBe('guard');
    expect(found(policy('{ podSelector: {}, ingress: [{}] }'))?.doubts[0]?.text).toMatch(/of which none is seen now/);
  });
});
