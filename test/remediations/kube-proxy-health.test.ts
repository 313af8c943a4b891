import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/kube-proxy-health.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const config = (yaml: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: kube-proxy, namespace: kube-system }
data:
  config.conf: |
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    ${yaml}
`;
const daemons = (flags: string): string => `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: kube-proxy, namespace: kube-system }
spec: { template: { spec: { containers: [{ name: kube-proxy, command: [/usr/local/bin/kube-proxy, ${flags}] }] } } }
`;

describeRemediation(remediation, {
  weak: config('healthzBindAddress: ""'),
  hardened: config('healthzBindAddress: 127.0.0.1:10256'),
  sound: [
    config('healthzBindAddress: "[::1]:10256"'),
    `${config('healthzBindAddress: 127.0.0.1:10256')}---${daemons('--config=/var/lib/kube-proxy/config.conf')}`,
    daemons('--healthz-bind-address=127.0.0.1:10256'),
  ],
});

describe('kube-proxy-health', () => {
  const details = (yaml: string) =>
    scanOne(remediation, snapshotFrom(yaml), () => undefined).findings.flatMap(({ evidence }) => evidence.map(({ detail }) => detail));

  it('knows what is meant where nothing is said', () => {
    expect(details(config('mode: ipvs'))).toEqual(['healthzBindAddress (--healthz-bind-address) is not set, which means 0.0.0.0:10256']);
    expect(details(daemons('--metrics-bind-address=0.0.0.0:10249, --healthz-bind-address=:10256'))).toEqual([
      '--healthz-bind-address is :10256',
      '--metrics-bind-address is 0.0.0.0:10249',
    ]);
  });

  it('says what it lacks where kube-proxy is not seen, or not understood', () => {
    const reasons = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined).notChecked.map(({ reason }) => reason);
    expect(reasons('')).toEqual(['no configuration of a kube-proxy is visible in this cluster']);
    expect(reasons(config('mode: &anchor ipvs'))).toEqual([expect.stringMatching(/^ConfigMap kube-system\/kube-proxy: its YAML/)]);
  });
});
