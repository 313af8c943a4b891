import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/controller-manager-profiling.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-controller-manager', flags);
const WEAK = of(['--profiling']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--profiling=false']),
  sound: [of(['--profiling=0'])],
});

describe('controller-manager-profiling', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--profiling is true']);
  });
});
