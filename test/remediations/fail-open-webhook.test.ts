import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/fail-open-webhook.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const PODS = "rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods] }]";

const configuration = (webhooks: readonly string[], kind = 'Validating', name = 'gate', version = 'v1'): string => `
apiVersion: admissionregistration.k8s.io/${version}
kind: ${kind}WebhookConfiguration
metadata: { name: ${name} }
webhooks: [${webhooks.map((fields, i) => `{ name: gate-${i}.example.org, ${fields} }`).join(', ')}]
`;

const SYSTEM = 'namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system] }] }';
const OPT_OUT = 'namespaceSelector: { matchExpressions: [{ key: gate/ignore, operator: DoesNotExist }] }';

describeRemediation(remediation, {
  weak: configuration([`failurePolicy: Ignore, objectSelector: { matchLabels: { judged: 'yes' } }, ${PODS}`]),
  hardened: configuration([`failurePolicy: Fail, ${SYSTEM}, ${PODS}`]),
  sound: [
    configuration([PODS]),
    configuration(["failurePolicy: Ignore, rules: [{ apiGroups: [cert-manager.io], operations: ['*'], resources: ['*'] }]"]),
    configuration([`failurePolicy: Ignore, ${PODS}`], 'Mutating', 'sidecar-injector'),
    // Gatekeeper's way: who labels a namespace is judged by the second webhook.
    configuration([
      `failurePolicy: Fail, ${OPT_OUT}, ${PODS}`,
      "failurePolicy: Fail, rules: [{ apiGroups: [''], operations: [CREATE, UPDATE], resources: [namespaces] }]",
    ]),
  ],
});

describe('fail-open-webhook', () => {
  const found = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined).findings[0];

  it.each([
    ["rules: [{ apiGroups: ['*'], operations: ['*'], resources: ['*'] }]"],
    ["rules: [{ apiGroups: [apps], operations: [CREATE], resources: ['deployments'] }]"],
    ["rules: [{ apiGroups: [rbac.authorization.k8s.io], operations: [CREATE], resources: ['*'] }]"],
    ["rules: [{ apiGroups: [''], operations: [CONNECT], resources: ['pods/*'] }]"],
  ])('takes for a guard what is asked by %s', (rules) => {
    expect(found(configuration([`failurePolicy: Ignore, ${rules}`]))?.evidence).toHaveLength(1);
  });

  it('knows what was meant by no failurePolicy in v1beta1', () => {
    expect(found(configuration([PODS], 'Validating', 'gate', 'v1beta1'))?.evidence).toEqual([
      { path: 'webhooks[gate-0.example.org]', detail: expect.stringContaining('Ignore') as string },
    ]);
  });

  it('looks at policy engines that change pods', () => {
    expect(found(configuration([`failurePolicy: Ignore, ${PODS}`], 'Mutating', 'kyverno-resource-mutating-webhook-cfg'))).toBeDefined();
  });

  it('names the label that opens the way', () => {
    const paths = (fields: string): readonly string[] =>
      found(configuration([`${fields}, ${PODS}`]))?.evidence.map(({ path, detail }) => `${path}: ${detail}`) ?? [];
    expect(paths('objectSelector: { matchExpressions: [{ key: gate/skip, operator: DoesNotExist }] }')[0]).toMatch(
      /objectSelector: .* gate\/skip/,
    );
    expect(paths(OPT_OUT)[0]).toMatch(/namespaceSelector: .* \(gate\/ignore\)/);
    expect(paths(SYSTEM)).toEqual([]);
  });

  it('warns of wedging the cluster before it asks for Fail', () => {
    const snapshot = snapshotFrom(configuration([`failurePolicy: Ignore, ${PODS}`]));
    const steps =
      remediation.guide?.(snapshot.list('admissionregistration.k8s.io/ValidatingWebhookConfiguration')[0]!, snapshot)?.steps ?? [];
    expect(steps[0]).toContain('wedge');
    expect(steps.findIndex((step) => step.includes('failurePolicy to Fail'))).toBeGreaterThan(1);
  });
});
