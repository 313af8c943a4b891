import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-tls.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of(['--tls-cert-file=/c', '--tls-private-key-file=/k', '--tls-cipher-suites=TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_RC4_128_SHA']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--tls-cert-file=/c', '--tls-private-key-file=/k', '--client-ca-file=/ca', '--tls-cipher-suites=TLS_AES_128_GCM_SHA256']),
  sound: [of(['--tls-cert-file=/c', '--tls-private-key-file=/k', '--client-ca-file=/ca'])],
});

describe('apiserver-tls', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      '--client-ca-file is not set',
      '--tls-cipher-suites takes TLS_RSA_WITH_RC4_128_SHA',
    ]);
  });
});
