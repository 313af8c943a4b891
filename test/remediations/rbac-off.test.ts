import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/rbac-off.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of([]);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--authorization-mode=Node,RBAC']),
  sound: [
    of(['--authorization-mode=RBAC']),
    of(['--authorization-mode=Node,RBAC,Webhook']),
    of(['--authorization-config=/etc/kubernetes/authz.yaml']),
  ],
});

describe('rbac-off', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      '--authorization-mode is not set, which means AlwaysAllow',
      '--authorization-mode lacks RBAC',
    ]);
  });
});
