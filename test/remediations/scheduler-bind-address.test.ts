import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/scheduler-bind-address.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-scheduler', flags);
const WEAK = of(['--bind-address=10.0.0.1']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--bind-address=127.0.0.1']),
  sound: [of(['--bind-address', '127.0.0.1'])],
});

describe('scheduler-bind-address', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--bind-address is "10.0.0.1"']);
  });
});
