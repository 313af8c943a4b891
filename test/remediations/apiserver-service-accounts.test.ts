import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-service-accounts.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of(['--service-account-lookup=false', '--service-account-key-file=/k']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--service-account-key-file=/k', '--service-account-extend-token-expiration=false']),
  sound: [of(['--service-account-lookup', '--service-account-key-file=/k', '--service-account-extend-token-expiration=false'])],
});

describe('apiserver-service-accounts', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      '--service-account-lookup is false',
      '--service-account-extend-token-expiration is not set, which means true',
    ]);
  });
});
