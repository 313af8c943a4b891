import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/controller-manager-root-ca.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-controller-manager', flags);
const WEAK = of(['--root-ca-file=']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--root-ca-file=/ca']),
  sound: [of(['--root-ca-file', '/ca'])],
});

describe('controller-manager-root-ca', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--root-ca-file is not set']);
  });
});
