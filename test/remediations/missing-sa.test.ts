import { describe, expect, it } from 'vitest';
import dangling from '../../remediations/dangling-binding.ts';
import remediation from '../../remediations/missing-sa.ts';
import { scan, scanOne } from '../../src/core/scan.ts';
import type { Facts } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (account: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { ${account} containers: [{ name: web }] } } }
`;
const WEB = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: shop }\n';
const binding = (subject: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: readers, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects: [${subject}]
`;

describeRemediation(remediation, {
  weak: deployment('serviceAccountName: web,'),
  hardened: `${deployment('serviceAccountName: web,')}---\n${WEB}`,
  sound: [
    deployment(''),
    deployment('serviceAccountName: default,'),
    `${binding('{ kind: ServiceAccount, name: web }')}---\n${WEB}`,
    binding('{ kind: User, name: web }, { kind: ServiceAccount, name: cloud-provider, namespace: kube-system }'),
  ],
});

describe('missing-sa', () => {
  const details = (yaml: string, facts: Partial<Facts> = {}) =>
    scanOne(remediation, snapshotFrom(yaml, facts), () => undefined).findings.flatMap(({ evidence }) =>
      evidence.map(({ detail }) => detail),
    );

  it('looks for the account where the pods or the subject are', () => {
    const elsewhere = WEB.replace('namespace: shop', 'namespace: web');
    expect(details(`${deployment('serviceAccount: web,')}---\n${elsewhere}`)).toEqual(['ServiceAccount shop/web is not there']);
    const system = binding('{ kind: ServiceAccount, name: web, namespace: web }').replace('name: readers', "name: 'system:readers'");
    expect(details(`${system}---\n${WEB}`)).toEqual(['ServiceAccount web/web is not there']);
  });

  it('leaves to dangling-binding what that can mend, so that nothing is found twice', () => {
    const snapshot = snapshotFrom(`${binding('{ kind: ServiceAccount, name: web, namespace: web }')}---\n${WEB}`);
    const { findings } = scan(snapshot, [remediation, dangling], () => undefined);
    expect(findings.map((finding) => finding.remediation)).toEqual(['dangling-binding']);
  });

  it('says of files only what they show, and leaves their bindings alone', () => {
    expect(details(deployment('serviceAccountName: web,'), { origin: 'files' })).toEqual(['ServiceAccount shop/web is not in these files']);
    expect(details(binding('{ kind: ServiceAccount, name: web }'), { origin: 'files' })).toEqual([]);
  });
});
