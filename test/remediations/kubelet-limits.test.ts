import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/kubelet-limits.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { kubeletConfig, ofNode } from './kubeletConfig.ts';
import { snapshotFrom } from './manifests.ts';

const WEAK = `podPidsLimit: -1
seccompDefault: true
streamingConnectionIdleTimeout: 0s`;

describeRemediation(remediation, {
  weak: kubeletConfig(WEAK),
  hardened: kubeletConfig(`podPidsLimit: 4096
seccompDefault: true`),
  sound: [
    ofNode(`podPidsLimit: 100
seccompDefault: true
streamingConnectionIdleTimeout: 4h0m0s
makeIPTablesUtilChains: true`),
  ],
});

describe('kubelet-limits', () => {
  it.each([kubeletConfig(WEAK), ofNode(WEAK)])('names each setting that is wrong, wherever it is seen', (manifest) => {
    const [finding] = scanOne(remediation, snapshotFrom(manifest), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      'podPidsLimit (--pod-max-pids) is not set, so a pod may take all process ids',
      'streamingConnectionIdleTimeout (--streaming-connection-idle-timeout) is 0s',
    ]);
  });
});
