import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/kubelet-read-only-port.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { kubeletConfig, ofNode } from './kubeletConfig.ts';
import { snapshotFrom } from './manifests.ts';

const WEAK = 'readOnlyPort: 10255';

describeRemediation(remediation, {
  weak: kubeletConfig(WEAK),
  hardened: kubeletConfig('readOnlyPort: 0'),
  sound: [ofNode('maxPods: 110')],
});

describe('kubelet-read-only-port', () => {
  it.each([kubeletConfig(WEAK), ofNode(WEAK)])('names each setting that is wrong, wherever it is seen', (manifest) => {
    const [finding] = scanOne(remediation, snapshotFrom(manifest), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['readOnlyPort (--read-only-port) is 10255']);
  });
});
