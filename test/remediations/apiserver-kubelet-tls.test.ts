import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-kubelet-tls.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of(['--kubelet-client-certificate=/c', '--kubelet-client-key=/k']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--kubelet-client-certificate=/c', '--kubelet-client-key=/k', '--kubelet-certificate-authority=/ca']),
  sound: [of(['--kubelet-certificate-authority=/ca', '--kubelet-client-key=/k', '--kubelet-client-certificate=/c'])],
});

describe('apiserver-kubelet-tls', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--kubelet-certificate-authority is not set']);
  });
});
