import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import kubeletClientCa from '../../../remediations/kubelet-client-ca.ts';
import kubeletReadOnlyPort from '../../../remediations/kubelet-read-only-port.ts';
import { configurationsOf, KUBELET_CONFIGURATION } from '../../../src/analysis/controlPlane/configurations.ts';
import type { Remediation } from '../../../src/core/remediation.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { scanOne } from '../../../src/core/scan.ts';
import { snapshotOf, type Snapshot } from '../../../src/core/snapshot.ts';
import { kubeletConfig, ofNode } from '../../remediations/kubeletConfig.ts';
import { FACTS, snapshotFrom } from '../../remediations/manifests.ts';

const kubeadm = { apiVersion: 'kubeadm.k8s.io/v1beta4', kind: 'ClusterConfiguration', metadata: { name: 'ClusterConfiguration' } };
const inFile = (file: string, ...objects: readonly Resource[]) =>
  objects.map((resource, document) => ({ resource, source: { file, document } }));
const files = (...entries: ReturnType<typeof inFile>): Snapshot => snapshotOf(entries, { ...FACTS, origin: 'files' });
const found = (remediation: Remediation, snapshot: Snapshot): number => scanOne(remediation, snapshot, () => undefined).findings.length;

describe('configurations', () => {
  it('have the defaults of kubeadm in the file that is given to it, and nowhere else', () => {
    const kubelet = load(ofNode('authentication: null')) as Resource;
    expect(found(kubeletClientCa, files(...inFile('a.yaml', kubelet, kubeadm)))).toBe(0);
    expect(found(kubeletClientCa, files(...inFile('a.yaml', kubelet), ...inFile('b.yaml', kubeadm)))).toBe(1);
    const without = load(ofNode('authentication: { x509: { clientCAFile: "" } }')) as Resource;
    expect(found(kubeletClientCa, files(...inFile('a.yaml', without, kubeadm)))).toBe(1);
  });

  it('are read from the ConfigMaps of every version of kubeadm, in kube-system alone', () => {
    const old = kubeletConfig('readOnlyPort: 10255').replace('kubelet-config,', 'kubelet-config-1.23,');
    expect(found(kubeletReadOnlyPort, snapshotFrom(old))).toBe(1);
    expect(found(kubeletReadOnlyPort, snapshotFrom(old.replace('kube-system', 'web')))).toBe(0);
  });

  it('say what they lack where the text is not understood', () => {
    const { findings, notChecked } = scanOne(
      kubeletReadOnlyPort,
      snapshotFrom(kubeletConfig('readOnlyPort: !!int "10255"')),
      () => undefined,
    );
    expect(findings).toEqual([]);
    expect(notChecked.map(({ reason }) => reason)).toEqual([
      'ConfigMap kube-system/kubelet-config: its YAML is not of the kind that can be read here',
    ]);
  });

  it('bear any data', () => {
    for (const data of [null, 'x', [], { kubelet: null }, { kubelet: 7 }, { kubelet: '' }, { kubelet: '[]' }]) {
      const resource = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kubelet-config', namespace: 'kube-system' }, data };
      expect(configurationsOf('kubelet', snapshotFrom(resource as Resource)).size).toBe(0);
    }
    expect(configurationsOf('kubelet', snapshotFrom(ofNode(''))).size).toBe(snapshotFrom(ofNode('')).list(KUBELET_CONFIGURATION).length);
  });
});
