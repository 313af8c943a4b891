import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/host-ports.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (ports: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { containers: [{ name: web, ports: ${ports} }] } } }
`;

describeRemediation(remediation, {
  weak: deployment('[{ name: http, containerPort: 8080, hostPort: 80, hostIP: 127.0.0.1, protocol: TCP }, { containerPort: 9090 }]'),
  hardened: deployment('[{ name: http, containerPort: 8080, protocol: TCP }, { containerPort: 9090 }]'),
  sound: [deployment('[{ containerPort: 80 }]'), deployment('[{ containerPort: 80, hostPort: 0 }]'), deployment('null')],
});

describe('host-ports', () => {
  it('always doubts, with the ports', () => {
    const found = scanOne(remediation, snapshotFrom(deployment('[{ containerPort: 80, hostPort: 8443 }]')), () => undefined).findings[0];
    expect(found?.doubts[0]?.text).toMatch(/port 8443 of the nodes/);
  });

  it('guides for a Pod on the network of its node, where every port is one of the node', () => {
    const pod = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { hostNetwork: true, containers: [{ name: web, ports: [{ containerPort: 80 }] }] }
`;
    const snapshot = snapshotFrom(pod, { origin: 'files' });
    const [found] = scanOne(remediation, snapshot, () => undefined).findings;
    expect(found?.fix).toBe('guide');
    expect(found?.evidence[0]?.detail).toMatch(/hostPort 80/);
  });
});
