import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/version-support.ts';
import { scanOne } from '../../src/core/scan.ts';
import type { Facts } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom, type Manifest } from './manifests.ts';
import { staticPod } from './staticPod.ts';

const jobs = (apiVersion: string, kind = 'CronJob'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x, namespace: shop }\n`;
const node = (version: string): string =>
  `apiVersion: v1\nkind: Node\nmetadata: { name: a }\nstatus: { nodeInfo: { kubeletVersion: ${version} } }\n`;
const NOW = { now: '2026-03-01T00:00:00Z', serverVersion: 'v1.34.2' };

describeRemediation(remediation, {
  weak: jobs('batch/v1beta1'),
  hardened: jobs('batch/v1'),
  judged: 'CronJob x',
  facts: NOW,
  sound: [jobs('batch/v1'), jobs('policy/v1', 'PodDisruptionBudget'), node('v1.33.9'), node('v1.34.0')],
});

describe('version-support', () => {
  const details = (manifest: Manifest, facts: Partial<Facts> = NOW) =>
    scanOne(remediation, snapshotFrom(manifest, facts), () => undefined).findings.flatMap(({ evidence }) =>
      evidence.map(({ detail }) => detail),
    );

  it('knows when a minor ended, and the ones before it', () => {
    expect(details('', { ...NOW, serverVersion: 'v1.32.9-gke.100' })).toEqual([
      'the API server is v1.32.9-gke.100, which gets no fixes since 2026-02-28',
    ]);
    expect(details('', { ...NOW, now: '2026-02-28T12:00:00Z', serverVersion: 'v1.32.9' })).toEqual([]);
    expect(details('', { ...NOW, serverVersion: 'v1.18.0' })).toEqual([
      'the API server is v1.18.0, which gets no fixes since before 2023-07-28',
    ]);
    expect(details('', { ...NOW, serverVersion: 'v1.99.0' })).toEqual([]);
  });

  it('compares kubelets and controllers with the API server', () => {
    expect(details(node('v1.35.0'))).toEqual(['the kubelet (v1.35.0) is newer than the API server (v1.34)']);
    expect(details(node('v1.30.4'))).toEqual([
      'the kubelet (v1.30.4) is more than 3 minors older than the API server (v1.34)',
      'the kubelet (v1.30.4) gets no fixes since 2025-06-28',
    ]);
    expect(details(staticPod('kube-scheduler', [], 'v1.33.0'))).toEqual([]);
    expect(details(staticPod('kube-scheduler', [], 'v1.32.0'))).toEqual([
      'kube-scheduler v1.32 is more than one minor older than the API server (v1.34)',
    ]);
  });

  it('judges the API server of a file by its image', () => {
    expect(details(staticPod('kube-apiserver', [], 'v1.24.1'), { now: NOW.now, origin: 'files' })).toEqual([
      'kube-apiserver v1.24 gets no fixes since 2023-07-28',
    ]);
  });

  it('says which API is gone, when, and what to write instead', () => {
    expect(details(jobs('extensions/v1beta1', 'Ingress'), { now: NOW.now, origin: 'files' })).toEqual([
      'extensions/v1beta1 is not served since v1.22: write networking.k8s.io/v1',
    ]);
    expect(details(jobs('policy/v1beta1', 'PodSecurityPolicy'))).toEqual([
      'policy/v1beta1 is not served since v1.25: nothing takes its place',
    ]);
    expect(details(jobs('batch/v1beta1'), { ...NOW, now: '2022-01-01T00:00:00Z', serverVersion: 'v1.24.0' })).toEqual([
      'batch/v1beta1 will not be served from v1.25 on: write batch/v1',
    ]);
  });

  it('reads what was applied last, which the server serves in a version of its own choice', () => {
    const applied = `
apiVersion: batch/v1
kind: CronJob
metadata:
  name: x
  namespace: shop
  annotations: { kubectl.kubernetes.io/last-applied-configuration: '{"apiVersion":"batch/v1beta1","kind":"CronJob"}' }
`;
    expect(details(applied)).toEqual(['batch/v1beta1 is not served since v1.25: write batch/v1']);
  });
});
