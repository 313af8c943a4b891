import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/host-path.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const pod = (volumes: string, mount = '{ name: data, mountPath: /data }', kind = 'Deployment'): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: web, namespace: shop }
spec: { template: { spec: { containers: [{ name: web, volumeMounts: [${mount}] }], volumes: [${volumes}] } } }
`;

describeRemediation(remediation, {
  weak: pod('{ name: data, hostPath: { path: /srv/data } }, { name: other, emptyDir: {} }'),
  hardened: pod('{ name: data, persistentVolumeClaim: { claimName: data } }, { name: other, emptyDir: {} }'),
  // A volume without a source is an emptyDir.
  sound: [pod('{ name: data }'), pod('{ name: data, nfs: { server: files, path: / } }'), pod('')],
});

describe('host-path', () => {
  const judge = (path: string, mount?: string) =>
    scanOne(remediation, snapshotFrom(pod(`{ name: data, hostPath: { path: ${path} } }`, mount)), () => undefined).findings[0];

  it.each([
    ['/var/run/docker.sock', /socket of the container runtime/],
    ['/run/containerd/containerd.sock', /socket of the container runtime/],
    ['/', /taken over, mounted for writing/],
    ['/etc/kubernetes', /taken over/],
    ['/srv/data', /^\/srv\/data is a folder of the node, mounted for writing$/],
    ['/etc/ssl/certs', /taken over/],
    ['/dev/log', /of the node, mounted for writing$/],
    ['/etcetera', /^\/etcetera is a folder of the node/],
  ])('says what %s means', (path, meaning) => {
    expect(judge(path)?.evidence[0]?.detail).toMatch(meaning);
  });

  it.each([
    ['/srv/data', /of the node$/],
    ['/', /gives away credentials/],
    ['/etc/kubernetes', /gives away credentials/],
    ['/sys', /of the node$/],
    ['/etc/ssl/certs', /of the node$/],
  ])('tells reading %s from writing', (path, meaning) => {
    expect(judge(path, '{ name: data, mountPath: /data, readOnly: true }')?.evidence[0]?.detail).toMatch(meaning);
  });

  it('leaves storage drivers as they are, with the reason', () => {
    const driver = pod('{ name: data, hostPath: { path: /var/lib/kubelet/plugins } }', undefined, 'DaemonSet');
    expect(scanOne(remediation, snapshotFrom(driver), () => undefined).byDesign[0]?.reason).toMatch(/storage driver/);
  });
});
