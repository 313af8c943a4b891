import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-oidc.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of(['--oidc-issuer-url=http://login']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--oidc-issuer-url=https://login']),
  sound: [of(['--authentication-config=/a']), of(['--authentication-token-webhook-config-file=/w'])],
});

describe('apiserver-oidc', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual(['--oidc-issuer-url is not https: "http://login"']);
  });
});
