import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/kubelet-anonymous.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { kubeletConfig, ofNode } from './kubeletConfig.ts';
import { snapshotFrom } from './manifests.ts';

const WEAK = `authentication:
  anonymous:
    enabled: true`;

describeRemediation(remediation, {
  weak: kubeletConfig(WEAK),
  hardened: kubeletConfig(`authentication:
  anonymous:
    enabled: false`),
  sound: [ofNode('authentication: {}'), ofNode('authentication: null')],
});

describe('kubelet-anonymous', () => {
  it.each([kubeletConfig(WEAK), ofNode(WEAK)])('names each setting that is wrong, wherever it is seen', (manifest) => {
    const [finding] = scanOne(remediation, snapshotFrom(manifest), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['authentication.anonymous.enabled (--anonymous-auth) is true']);
  });
});
