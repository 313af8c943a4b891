import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/controller-manager-pod-gc.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-controller-manager', flags);
const WEAK = of([]);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--terminated-pod-gc-threshold=1000']),
  sound: [of(['--terminated-pod-gc-threshold', '10'])],
});

describe('controller-manager-pod-gc', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--terminated-pod-gc-threshold is not set, which means 12500']);
  });
});
