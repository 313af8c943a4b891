import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/dangling-binding.ts';
import { scanOne } from '../../src/core/scan.ts';
import { snapshotOf, type Unread } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { FACTS, resources, snapshotFrom } from './manifests.ts';

const API = 'apiVersion: rbac.authorization.k8s.io/v1';
const binding = (subjects: string, role = 'view', metadata = 'name: readers, namespace: shop'): string => `
${API}
kind: RoleBinding
metadata: { ${metadata} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role} }
subjects: [${subjects}]
`;
const AROUND = `
${API}
kind: ClusterRole
metadata: { name: view }
rules: [{ apiGroups: [''], resources: [pods], verbs: [get] }]
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: shop }
`;
const SAM = '{ kind: User, apiGroup: rbac.authorization.k8s.io, name: sam }';
const WEB = '{ kind: ServiceAccount, name: web }';
const GONE = '{ kind: ServiceAccount, name: gone, namespace: shop }';

describeRemediation(remediation, {
  weak: `${binding(`${SAM}, ${GONE}, ${WEB}`)}---${binding(GONE, 'view', 'name: old, namespace: shop')}---${binding(WEB, 'lost', 'name: lost, namespace: shop')}---${AROUND}`,
  hardened: `${binding(`${SAM}, ${WEB}`)}---${AROUND}`,
  sound: [
    `${binding(`${SAM}, ${WEB}, { kind: Group, name: gone }`)}---${AROUND}`,
    `${binding('{ kind: ServiceAccount, name: default }, { kind: ServiceAccount, name: cloud-provider, namespace: kube-system }')}---${AROUND}`,
    `${binding(GONE, 'view', "name: 'system:gone', namespace: shop")}---${AROUND}`,
  ],
  judged: 'RoleBinding readers',
});

describe('dangling-binding', () => {
  const weak = `${binding(GONE)}---${AROUND}`;
  const found = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined).findings[0];

  it('says nothing of files, where what is missing may stand elsewhere', () => {
    expect(scanOne(remediation, snapshotFrom(`${weak}---${binding(WEB, 'lost')}`, { origin: 'files' }), () => undefined).findings).toEqual(
      [],
    );
  });

  it('says nothing of accounts in namespaces that could not be read', () => {
    const unseen = (unread: Unread): number =>
      remediation.find(
        snapshotFrom(weak).list('rbac.authorization.k8s.io/RoleBinding')[0]!,
        snapshotOf(
          resources(weak).map((resource) => ({ resource })),
          FACTS,
          [unread],
        ),
      ).length;
    expect(unseen({ kind: 'ServiceAccount', onlyIn: 'other', reason: 'forbidden' })).toBe(0);
    expect(unseen({ kind: 'ServiceAccount', namespace: 'shop', reason: 'forbidden' })).toBe(0);
    expect(unseen({ kind: 'ServiceAccount', onlyIn: 'shop', reason: 'forbidden' })).toBe(1);
    expect(unseen({ kind: 'ServiceAccount', namespace: 'other', reason: 'forbidden' })).toBe(1);
  });

  it('knows the default account of a namespace only while that is there', () => {
    expect(found(`${binding('{ kind: ServiceAccount, name: default, namespace: nowhere }')}---${AROUND}`)?.evidence).toHaveLength(1);
  });

  it('doubts what was made a moment ago', () => {
    const made = (at: string): string => binding(GONE, 'view', `name: readers, namespace: shop, creationTimestamp: '${at}'`);
    expect(found(`${made('2025-12-31T23:30:00Z')}---${AROUND}`)?.doubts[0]?.text).toMatch(/less than an hour ago/);
    expect(found(`${made('2025-12-30T00:00:00Z')}---${AROUND}`)?.fix).toBe('auto');
  });
});
