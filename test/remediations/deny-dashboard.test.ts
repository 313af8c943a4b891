import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/deny-dashboard.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const DASHBOARD = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: kubernetes-dashboard, namespace: kube-system }
spec:
  template:
    metadata: { labels: { k8s-app: kubernetes-dashboard } }
    spec: { containers: [{ name: dashboard }] }
`;

const policy = (name: string, more: string): string => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: kube-system }
spec:
  podSelector: { matchLabels: { k8s-app: kubernetes-dashboard } }
${more}`;

describeRemediation(remediation, {
  weak: `${DASHBOARD}---${policy('egress-only', '  policyTypes: [Egress]\n')}`,
  hardened: `${DASHBOARD}---${policy('egress-only', '  policyTypes: [Egress]\n')}---${policy('deny-dashboard', '  policyTypes: [Ingress]\n')}`,
  sound: [`${DASHBOARD}---${policy('dashboard', '')}`, DASHBOARD.replaceAll('k8s-app: kubernetes-dashboard', 'app: other')],
});

const judge = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined).findings[0];

describe('deny-dashboard', () => {
  it('always doubts, and names the Ingress and Service that it would cut', () => {
    const around = `
apiVersion: v1
kind: Service
metadata: { name: dashboard, namespace: kube-system }
spec: { type: NodePort, selector: { k8s-app: kubernetes-dashboard }, ports: [{ port: 443 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: admin, namespace: kube-system }
spec: { rules: [{ http: { paths: [{ backend: { service: { name: dashboard } } }] } }] }
`;
    expect(judge(DASHBOARD)?.fix).toBe('guard');
    const texts = judge(`${DASHBOARD}---${around}`)?.doubts.map((doubt) => doubt.text);
    expect(texts).toEqual(expect.arrayContaining([expect.stringMatching(/^Ingress admin/), expect.stringMatching(/^Service dashboard/)]));
  });

  it('guides where policies do not reach', () => {
    expect(judge(DASHBOARD.replace('spec: { containers', 'spec: { hostNetwork: true, containers'))?.fix).toBe('guide');
  });
});
