import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-encryption-provider.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of([]);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--encryption-provider-config=/etc/kubernetes/enc/encryption.yaml']),
  sound: [of(['--encryption-provider-config', '/e'])],
});

describe('apiserver-encryption-provider', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--encryption-provider-config is not set']);
  });
});
