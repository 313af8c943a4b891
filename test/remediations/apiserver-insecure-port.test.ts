import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-insecure-port.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of(['--insecure-port=8080']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of([]),
  sound: [of(['--insecure-port=0'])],
});

describe('apiserver-insecure-port', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--insecure-port is 8080']);
  });
});
