import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/kubelet-client-ca.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { kubeletConfig, ofNode } from './kubeletConfig.ts';
import { snapshotFrom } from './manifests.ts';

const WEAK = `authentication:
  x509: {}`;

describeRemediation(remediation, {
  weak: kubeletConfig(WEAK),
  hardened: kubeletConfig(`authentication:
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt`),
  sound: [ofNode('authentication: { x509: { clientCAFile: /ca } }')],
});

describe('kubelet-client-ca', () => {
  it.each([kubeletConfig(WEAK), ofNode(WEAK)])('names each setting that is wrong, wherever it is seen', (manifest) => {
    const [finding] = scanOne(remediation, snapshotFrom(manifest), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['authentication.x509.clientCAFile (--client-ca-file) is not set']);
  });
});
