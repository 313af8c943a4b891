import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/kubelet-tls.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { kubeletConfig, ofNode } from './kubeletConfig.ts';
import { snapshotFrom } from './manifests.ts';

const WEAK = `tlsCipherSuites:
- TLS_RSA_WITH_RC4_128_SHA`;

describeRemediation(remediation, {
  weak: kubeletConfig(WEAK),
  hardened: kubeletConfig('serverTLSBootstrap: true'),
  sound: [
    ofNode(`tlsCertFile: /c
tlsPrivateKeyFile: /k
tlsCipherSuites: [TLS_AES_128_GCM_SHA256]`),
  ],
});

describe('kubelet-tls', () => {
  it.each([kubeletConfig(WEAK), ofNode(WEAK)])('names each setting that is wrong, wherever it is seen', (manifest) => {
    const [finding] = scanOne(remediation, snapshotFrom(manifest), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      'serverTLSBootstrap (--tls-cert-file) is not true and tlsCertFile is not set, so the kubelet signs its certificate itself',
      'tlsCipherSuites (--tls-cipher-suites) takes TLS_RSA_WITH_RC4_128_SHA',
    ]);
  });
});
