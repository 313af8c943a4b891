import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/controller-manager-sa-credentials.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-controller-manager', flags);
const WEAK = of([]);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--use-service-account-credentials=true']),
  sound: [of(['--use-service-account-credentials'])],
});

describe('controller-manager-sa-credentials', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--use-service-account-credentials is not set, which means false']);
  });
});
