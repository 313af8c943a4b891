import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/felix-health.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const calico = (env: string): string => `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: calico-node, namespace: kube-system }
spec: { template: { spec: { containers: [{ name: calico-node, env: [${env}] }] } } }
`;
const felix = (spec: string): string =>
  `apiVersion: crd.projectcalico.org/v1\nkind: FelixConfiguration\nmetadata: { name: default }\nspec: ${spec}\n`;
const ON = '{ name: FELIX_HEALTHENABLED, value: "true" }';

describeRemediation(remediation, {
  weak: calico(`${ON}, { name: FELIX_HEALTHHOST, value: 0.0.0.0 }`),
  hardened: calico(ON),
  sound: [
    calico(`${ON}, { name: FELIX_HEALTHHOST, value: localhost }`),
    calico('{ name: FELIX_HEALTHHOST, value: 0.0.0.0 }'),
    felix('{ healthEnabled: true }'),
    felix('{ healthHost: 0.0.0.0 }'),
  ],
});

describe('felix-health', () => {
  it('reads the custom resource too', () => {
    const [finding] = scanOne(remediation, snapshotFrom(felix('{ healthEnabled: true, healthHost: 10.0.0.1 }')), () => undefined).findings;
    expect(finding?.evidence).toEqual([{ path: 'spec.healthHost', detail: 'is 10.0.0.1: the network reaches the health port (9099)' }]);
  });
});
