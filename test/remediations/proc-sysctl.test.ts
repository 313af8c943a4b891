import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/proc-sysctl.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (context: string, container = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { securityContext: { ${context} }, containers: [{ name: a, securityContext: { ${container} } }] } } }
`;
const SAFE = '{ name: net.ipv4.tcp_syncookies, value: "1" }';
const UNSAFE = '{ name: kernel.msgmax, value: "1" }';

describeRemediation(remediation, {
  weak: deployment(
    `runAsUser: 1, sysctls: [${UNSAFE}, ${SAFE}]`,
    'procMount: Unmasked, windowsOptions: { hostProcess: true, runAsUserName: a }',
  ),
  hardened: deployment(`runAsUser: 1, sysctls: [${SAFE}]`, 'procMount: Default, windowsOptions: { hostProcess: false, runAsUserName: a }'),
  sound: [deployment(''), deployment(`sysctls: [${SAFE}], windowsOptions: { hostProcess: false }`, 'procMount: Default')],
});

describe('proc-sysctl', () => {
  it('knows which sysctls are safe on which server', () => {
    const recent = deployment('sysctls: [{ name: net.ipv4.tcp_keepalive_time, value: "60" }]');
    const found = (serverVersion: string) => scanOne(remediation, snapshotFrom(recent, { serverVersion }), () => undefined).findings;
    expect(found('v1.29.0')).toEqual([]);
    expect(found('v1.28.0').map(({ fix }) => fix)).toEqual(['guard']);
  });
});
