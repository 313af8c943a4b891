import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/no-pod-policy.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const namespace = (labels = ''): string => `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: shop${labels} } }
`;
const ENFORCED = namespace(', pod-security.kubernetes.io/enforce: baseline');

const webhook = (resource: string): string => `
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: gate }
webhooks: [{ name: gate.example.org, rules: [{ apiGroups: ['*'], operations: ['*'], resources: ['${resource}'] }] }]
`;

const policy = (action: string): string => `
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: pods }
spec:
  matchConstraints: { resourceRules: [{ apiGroups: [''], operations: [CREATE], resources: [pods] }] }
  validations: [{ expression: 'object.spec.containers.all(c, !c.?securityContext.?privileged.orValue(false))' }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: pods }
spec: { policyName: pods, validationActions: [${action}] }
`;

describeRemediation(remediation, {
  weak: namespace(', pod-security.kubernetes.io/warn: restricted'),
  hardened: ENFORCED,
  sound: [namespace() + webhook('pods'), namespace() + webhook('*'), namespace() + policy('Deny')],
});

describe('no-pod-policy', () => {
  const found = (yaml: string, facts = {}) => scanOne(remediation, snapshotFrom(yaml, facts), () => undefined).findings;
  const OLD = 'apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: { name: restricted }\n';

  it.each([webhook('services'), webhook('pods/exec'), policy('Audit')])('is not satisfied by what lets every pod in', (yaml) => {
    expect(found(namespace() + yaml)).toHaveLength(1);
  });

  it('reports what is left of PodSecurityPolicy, in files too', () => {
    for (const origin of ['cluster', 'files'])
      expect(found(`${ENFORCED}---\n${OLD}`, { origin }).map(({ ref, fix }) => [ref.kind, fix])).toEqual([['PodSecurityPolicy', 'guide']]);
  });

  it('says nothing of a cluster from its files', () => {
    expect(found(namespace(), { origin: 'files' })).toEqual([]);
  });

  it('leads to the labels, and owns that defaults of the server are not visible', () => {
    const snapshot = snapshotFrom(namespace());
    const steps = remediation.guide?.(snapshot.list('kubeharden/Cluster')[0]!, snapshot)?.steps ?? [];
    expect(steps[0]).toContain('psa-labels');
    expect(steps.at(-1)).toMatch(/psa-enforce.*does not show/);
  });
});
