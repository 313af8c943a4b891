import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-authorization-mode.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of(['--authorization-mode=RBAC']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--authorization-mode=Node,RBAC']),
  sound: [
    of(['--authorization-mode', 'RBAC,Node']),
    of(['--authorization-mode=RBAC', '--authorization-mode=Node']),
    of(['--authorization-config=/etc/kubernetes/authz.yaml']),
  ],
});

describe('apiserver-authorization-mode', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--authorization-mode lacks Node']);
  });
});
