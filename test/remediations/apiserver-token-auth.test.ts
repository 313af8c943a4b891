import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-token-auth.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of(['--token-auth-file=/etc/tokens']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of([]),
  sound: [of(['--profiling'])],
});

describe('apiserver-token-auth', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--token-auth-file is set: its tokens never expire']);
  });
});
