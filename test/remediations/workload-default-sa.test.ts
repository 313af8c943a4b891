import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/workload-default-sa.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (spec = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { ${spec} containers: [{ name: web }] } } }
`;
const account = (name: string, annotations: string): string => `
apiVersion: v1
kind: ServiceAccount
metadata: { name: ${name}, namespace: shop, annotations: { ${annotations} } }
imagePullSecrets: [{ name: registry }]
automountServiceAccountToken: false
`;
const DEFAULT = account('default', 'team: web, iam.gke.io/gcp-service-account: web@example.invalid');

describeRemediation(remediation, {
  weak: `${deployment('serviceAccount: default,')}---${DEFAULT}`,
  hardened: `${deployment('serviceAccount: front, serviceAccountName: front,')}---${DEFAULT}---${account('front', 'iam.gke.io/gcp-service-account: web@example.invalid')}`,
  sound: [deployment('serviceAccountName: web,'), deployment('serviceAccount: web,')],
  answers: { name: 'front' },
});

describe('workload-default-sa', () => {
  const edits = (yaml: string) => {
    const snapshot = snapshotFrom(yaml);
    return remediation.fix?.(snapshot.list('apps/Deployment')[0]!, snapshot, { name: 'web' }) ?? [];
  };

  it('offers the name of the workload, and refuses what is no name of its own', () => {
    const snapshot = snapshotFrom(deployment());
    const [input] = remediation.inputs?.(snapshot.list('apps/Deployment')[0]!, snapshot) ?? [];
    expect(input?.default).toBe('web');
    for (const name of ['default', '', 'Web', 'a b', '-a']) expect(input?.refuse?.(name)).toMatch(/no name/);
  });

  it('takes an account that is there already', () => {
    expect(edits(deployment()).map(({ ref }) => ref.kind)).toEqual(['ServiceAccount', 'Deployment']);
    expect(edits(`${deployment()}---${account('web', '')}`).map(({ ref }) => ref.kind)).toEqual(['Deployment']);
  });

  const bound = (account: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: nodes, namespace: shop }
rules: [{ apiGroups: [''], resources: [pods], verbs: [list] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: web, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: nodes }
subjects: [{ kind: ServiceAccount, name: ${account} }]
`;

  it('says which rights stay behind', () => {
    const found = scanOne(remediation, snapshotFrom(`${deployment()}---${bound('default')}`), () => undefined).findings[0];
    expect(found?.doubts[0]?.text).toMatch(/list pods/);
  });

  it('gives no workload the rights that its name has already, whether or not that account is there', () => {
    for (const more of ['', `---${account('web', '')}`]) {
      const snapshot = snapshotFrom(`${deployment()}---${bound('web')}${more}`);
      const resource = snapshot.list('apps/Deployment')[0]!;
      const [input] = remediation.inputs?.(resource, snapshot) ?? [];
      expect(input?.default).toBe('web-pods');
      expect(input?.refuse?.('web')).toMatch(/list pods/);
      expect(remediation.fix?.(resource, snapshot, {})[0]?.ref).toMatchObject({ kind: 'ServiceAccount', name: 'web-pods' });
    }
  });
});
