import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/kubelet-cadvisor-port.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { kubeletConfig } from './kubeletConfig.ts';
import { snapshotFrom } from './manifests.ts';

const node = (kubeletVersion: string): string =>
  `apiVersion: v1\nkind: Node\nmetadata: { name: a }\nstatus: { nodeInfo: { kubeletVersion: ${kubeletVersion} } }\n`;

describeRemediation(remediation, {
  weak: node('v1.9.11'),
  hardened: node('v1.12.0'),
  sound: [node('v1.34.1'), kubeletConfig('cAdvisorPort: 0'), kubeletConfig('readOnlyPort: 0')],
});

describe('kubelet-cadvisor-port', () => {
  it('reads the port that a configuration names', () => {
    const [finding] = scanOne(remediation, snapshotFrom(kubeletConfig('cAdvisorPort: 4149')), () => undefined).findings;
    expect(finding?.evidence).toEqual([{ path: 'data.kubelet', detail: 'cAdvisorPort (--cadvisor-port) is 4149' }]);
  });
});
