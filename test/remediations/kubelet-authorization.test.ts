import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/kubelet-authorization.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { kubeletConfig, ofNode } from './kubeletConfig.ts';
import { snapshotFrom } from './manifests.ts';

const WEAK = `authorization:
  mode: AlwaysAllow`;

describeRemediation(remediation, {
  weak: kubeletConfig(WEAK),
  hardened: kubeletConfig(`authorization:
  mode: Webhook`),
  sound: [ofNode('authorization: {}')],
});

describe('kubelet-authorization', () => {
  it.each([kubeletConfig(WEAK), ofNode(WEAK)])('names each setting that is wrong, wherever it is seen', (manifest) => {
    const [finding] = scanOne(remediation, snapshotFrom(manifest), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['authorization.mode (--authorization-mode) is AlwaysAllow']);
  });
});
