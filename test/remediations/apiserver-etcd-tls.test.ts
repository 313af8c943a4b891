import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apiserver-etcd-tls.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const of = (flags: readonly string[]) => staticPod('kube-apiserver', flags);
const WEAK = of(['--etcd-certfile=/c', '--etcd-keyfile=', '--etcd-servers=http://127.0.0.1:2379']);

describeRemediation(remediation, {
  weak: WEAK,
  hardened: of(['--etcd-certfile=/c', '--etcd-keyfile=/k', '--etcd-cafile=/ca', '--etcd-servers=https://127.0.0.1:2379']),
  sound: [of(['--etcd-certfile', '/c', '--etcd-keyfile', '/k', '--etcd-cafile', '/ca'])],
});

describe('apiserver-etcd-tls', () => {
  it('names each flag that is wrong, and nothing else', () => {
    const [finding] = scanOne(remediation, snapshotFrom(WEAK), () => undefined).findings;
    expect(finding?.evidence.map(({ detail }) => detail)).toEqual([
      '--etcd-keyfile is not set',
      '--etcd-cafile is not set',
      '--etcd-servers is not encrypted: http://127.0.0.1:2379',
    ]);
  });
});
