import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-audit-log.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of(['--audit-log-path=-', '--audit-log-maxage=7', '--audit-log-maxbackup=10']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of([
    '--audit-policy-file=/p',
    '--audit-log-path=/l',
    '--audit-log-maxage=30',
    '--audit-log-maxbackup=10',
    '--audit-log-maxsize=100',
  ]),
  sound: [
    of([
      '--audit-policy-file',
      '/p',
      '--audit-log-path',
      '-',
      '--audit-log-maxage',
      '60',
      '--audit-log-maxbackup',
      '20',
      '--audit-log-maxsize',
      '200',
    ]),
  ],
});

describe('apiserver-audit-log', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      '--audit-policy-file is not set, so nothing is logged',
      '--audit-log-maxage is "7", less than 30',
      '--audit-log-maxsize is not set',
    ]);
  });
});
