import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/kubelet-cert-rotation.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { kubeletConfig, ofNode } from './kubeletConfig.ts';
import { snapshotFrom } from './manifests.ts';

const WEAK = `featureGates:
  RotateKubeletServerCertificate: false`;

describeRemediation(remediation, {
  weak: kubeletConfig(WEAK),
  hardened: kubeletConfig('rotateCertificates: true'),
  sound: [
    ofNode(`rotateCertificates: true
featureGates: { RotateKubeletServerCertificate: true }`),
  ],
});

describe('kubelet-cert-rotation', () => {
  it.each([kubeletConfig(WEAK), ofNode(WEAK)])('names each setting that is wrong, wherever it is seen', (manifest) => {
    const [finding] = scanOne(remediation, snapshotFrom(manifest), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      'rotateCertificates (--rotate-certificates) is not set, which means false',
      'featureGates.RotateKubeletServerCertificate (--feature-gates) is false',
    ]);
  });
});
