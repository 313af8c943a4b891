import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/etcd-tls.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('etcd', flags);
const WEAK = of(['--cert-file=/c', '--client-cert-auth=false', '--auto-tls']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--cert-file=/c', '--key-file=/k', '--client-cert-auth', '--trusted-ca-file=/ca']),
  sound: [
    of(['-cert-file=/c', '-key-file=/k', '-client-cert-auth=true', '-trusted-ca-file=/ca', '-auto-tls=false']),
    of(['--config-file=/etc/etcd.yaml']),
  ],
});

describe('etcd-tls', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      '--key-file is not set',
      '--client-cert-auth is false',
      '--auto-tls is true',
      '--trusted-ca-file is not set',
    ]);
  });
});
