import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/workload-token-automount.ts';
import { scanOne } from '../../src/core/scan.ts';
import type { Facts } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const account = (mount?: boolean): string => `
apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: shop }
${mount === undefined ? '' : `automountServiceAccountToken: ${String(mount)}\n`}`;

const cronJob = (mount?: boolean): string => `
apiVersion: batch/v1
kind: CronJob
metadata: { name: web, namespace: shop }
spec:
  schedule: '@daily'
  jobTemplate:
    spec:
      template:
        spec:
          ${mount === undefined ? '' : `automountServiceAccountToken: ${String(mount)}`}
          serviceAccountName: web
          containers: [{ name: web, image: nginx:1.27 }]
`;

describeRemediation(remediation, {
  weak: `${account()}---${cronJob()}`,
  hardened: `${account()}---${cronJob(false)}`,
  sound: [`${account()}---${cronJob(false)}`, `${account(true)}---${cronJob(false)}`, `${account(false)}---${cronJob()}`],
});

const judge = (yaml: string, facts: Partial<Facts> = {}) => scanOne(remediation, snapshotFrom(yaml, facts), () => undefined).findings;

describe('workload-token-automount', () => {
  it("lets the pod's own setting win over the account's", () => {
    expect(judge(`${account(false)}---${cronJob(true)}`)[0]?.evidence[0]?.detail).toMatch(/wins over the ServiceAccount/);
  });

  it('is automatic for an account without rights', () => {
    expect(judge(`${account()}---${cronJob()}`)[0]?.fix).toBe('auto');
  });

  it('says what the token may do', () => {
    const bound = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: nodes }
rules: [{ apiGroups: [''], resources: [nodes], verbs: [list, watch] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: web-nodes }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: nodes }
subjects: [{ kind: ServiceAccount, name: web, namespace: shop }]
`;
    const finding = judge(`${account()}---${cronJob()}---${bound}`)[0];
    expect(finding?.fix).toBe('guard');
    expect(finding?.doubts.map((doubt) => doubt.text)).toEqual(['with this token it may list, watch nodes (ClusterRoleBinding web-nodes)']);
  });

  it.each([
    ['{ name: web, command: [kubectl, get, pods] }', /web runs kubectl$/],
    ['{ name: web, args: ["set -e; /usr/bin/kubectl delete pod x"] }', /web runs kubectl$/],
    ['{ name: web, image: "docker.io/acme/kubectl:1.30" }', /web runs kubectl$/],
    ['{ name: web, env: [{ name: API, value: "https://kubernetes.default.svc:443" }] }', /web names kubernetes\.default\.svc$/],
    ['{ name: web, command: [kubectl-free, --kubernetes.default-zone=a] }', undefined],
  ])('doubts where a container talks to the API server: %s', (container, said) => {
    const workload = cronJob().replace('{ name: web, image: nginx:1.27 }', container);
    const doubt = judge(`${account()}---${workload}`)[0]?.doubts[0]?.text;
    if (said) expect(doubt).toMatch(said);
    else expect(doubt).toBeUndefined();
  });

  it('doubts where the account is not known, but not for the default one', () => {
    expect(judge(cronJob(), { origin: 'files' })[0]?.doubts[0]?.text).toMatch(/shop\/web was not found/);
    expect(judge(cronJob().replace('serviceAccountName: web', ''), { origin: 'files' })[0]?.fix).toBe('auto');
  });

  it('guides for a pod in a cluster, whose spec nobody can change, and fixes it in a file', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { containers: [{ name: web }] }';
    expect(judge(pod)[0]?.fix).toBe('guide');
    expect(judge(pod, { origin: 'files' })[0]?.fix).toBe('auto');
  });

  it('says of a component of kube-system that it uses its token by design', () => {
    const component = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: web }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin-of-all }
subjects: [{ kind: ServiceAccount, name: web, namespace: kube-system }]
`;
    const inSystem = `${account()}---${cronJob()}`.replaceAll('namespace: shop', 'namespace: kube-system');
    const judged = scanOne(remediation, snapshotFrom(`${inSystem}---${component}`, { origin: 'files' }), () => undefined);
    expect(judged.findings).toEqual([]);
    expect(judged.byDesign[0]?.reason).toMatch(/admin-of-all/);
    expect(judge(inSystem)).toHaveLength(1);
  });

  it('leaves what a controller made to the controller', () => {
    const owned = `
apiVersion: batch/v1
kind: Job
metadata:
  name: web-1
  namespace: shop
  ownerReferences: [{ apiVersion: batch/v1, kind: CronJob, name: web, controller: true }]
spec: { template: { spec: { serviceAccountName: web } } }
`;
    expect(judge(`${account()}---${cronJob()}---${owned}`).map((finding) => finding.ref.kind)).toEqual(['CronJob']);
  });
});
