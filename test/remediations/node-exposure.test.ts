import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/node-exposure.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const node = (addresses: string): string => `apiVersion: v1\nkind: Node\nmetadata: { name: a }\nstatus: { addresses: [${addresses}] }\n`;
const info = (server: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: cluster-info, namespace: kube-public }
data:
  kubeconfig: |
    apiVersion: v1
    clusters:
    - cluster:
        certificate-authority-data: LS0tLS1CRUdJTg==
        server: ${server}
      name: ""
    contexts: null
    kind: Config
`;
const kubeadm = (endpoint: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: kubeadm-config, namespace: kube-system }
data:
  ClusterConfiguration: |
    apiVersion: kubeadm.k8s.io/v1beta4
    controlPlaneEndpoint: ${endpoint}
`;

describeRemediation(remediation, {
  weak: node('{ type: InternalIP, address: 10.0.0.4 }, { type: ExternalIP, address: 198.51.100.7 }'),
  hardened: node('{ type: InternalIP, address: 10.0.0.4 }'),
  sound: [
    node('{ type: ExternalIP, address: 172.31.0.4 }, { type: Hostname, address: a.example.com }'),
    info('https://10.0.0.1:6443'),
    info('https://api.example.com:6443'),
    kubeadm('"[fd00::1]:6443"'),
  ],
});

describe('node-exposure', () => {
  const details = (yaml: string) =>
    scanOne(remediation, snapshotFrom(yaml), () => undefined).findings.flatMap(({ evidence }) => evidence.map(({ detail }) => detail));

  it.each([
    [node('{ type: InternalIP, address: 198.51.100.7 }'), 'InternalIP 198.51.100.7 can be reached from the internet'],
    [info('https://198.51.100.7:6443'), 'the API server is at https://198.51.100.7:6443, which can be reached from the internet'],
    [kubeadm('198.51.100.7:6443'), 'the API server is at 198.51.100.7:6443, which can be reached from the internet'],
    [kubeadm('"[2001:db8::1]:6443"'), 'the API server is at [2001:db8::1]:6443, which can be reached from the internet'],
  ])('tells what the internet reaches', (yaml, detail) => {
    expect(details(yaml)).toEqual([detail]);
  });
});
