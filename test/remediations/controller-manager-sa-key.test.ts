import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/controller-manager-sa-key.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-controller-manager', flags);
const WEAK = of([]);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--service-account-private-key-file=/k']),
  sound: [of(['--service-account-private-key-file', '/k'])],
});

describe('controller-manager-sa-key', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--service-account-private-key-file is not set']);
  });
});
