import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/etcd-peer-tls.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('etcd', flags);
const WEAK = of(['--peer-cert-file=/c', '--peer-key-file=/k', '--peer-auto-tls=true']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--peer-cert-file=/c', '--peer-key-file=/k', '--peer-client-cert-auth=true']),
  sound: [of(['--peer-cert-file', '/c', '--peer-key-file', '/k', '--peer-client-cert-auth', '--peer-auto-tls=false'])],
});

describe('etcd-peer-tls', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      '--peer-client-cert-auth is not set, which means false',
      '--peer-auto-tls is true',
    ]);
  });
});
