import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-admission-plugins.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of(['--enable-admission-plugins=NodeRestriction', '--disable-admission-plugins=PodSecurity']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--enable-admission-plugins=NodeRestriction,AlwaysPullImages,DenyServiceExternalIPs']),
  sound: [of(['--enable-admission-plugins', 'AlwaysPullImages,DenyServiceExternalIPs', '--enable_admission_plugins=NodeRestriction'])],
});

describe('apiserver-admission-plugins', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      '--enable-admission-plugins lacks AlwaysPullImages',
      '--enable-admission-plugins lacks DenyServiceExternalIPs',
      '--disable-admission-plugins turns off PodSecurity',
    ]);
  });
});
