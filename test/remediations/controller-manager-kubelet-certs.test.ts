import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/controller-manager-kubelet-certs.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-controller-manager', flags);
const WEAK = of(['--feature-gates=A=true,RotateKubeletServerCertificate=false']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--feature-gates=A=true']),
  sound: [of([]), of(['--feature-gates=RotateKubeletServerCertificate=true'])],
});

describe('controller-manager-kubelet-certs', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--feature-gates holds RotateKubeletServerCertificate=false']);
  });
});
