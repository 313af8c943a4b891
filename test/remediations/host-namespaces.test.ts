import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/host-namespaces.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (fields: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { ${fields} containers: [{ name: web }] } } }
`;

describeRemediation(remediation, {
  weak: deployment('hostPID: true, hostIPC: true, hostNetwork: true, hostUsers: true,'),
  hardened: deployment('hostUsers: true,'),
  sound: [deployment(''), deployment('hostPID: false, hostIPC: null, hostNetwork: false, shareProcessNamespace: true,')],
});

describe('host-namespaces', () => {
  const judge = (fields: string) => scanOne(remediation, snapshotFrom(deployment(fields)), () => undefined).findings[0];

  it('doubts for each namespace by what the pod loses', () => {
    expect(judge('hostIPC: true,')?.doubts.map(({ text }) => text)).toEqual([expect.stringMatching(/share memory/)]);
    expect(judge('hostPID: true, hostNetwork: true,')?.doubts).toHaveLength(2);
  });

  it('guides for HostProcess pods, which must be on the network of their node', () => {
    const windows = 'os: { name: windows }, hostNetwork: true, securityContext: { windowsOptions: { hostProcess: true } },';
    expect(judge(windows)?.fix).toBe('guide');
  });
});
