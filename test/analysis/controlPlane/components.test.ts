import { describe, expect, it } from 'vitest';
import apiserverProfiling from '../../../remediations/apiserver-profiling.ts';
import etcdTls from '../../../remediations/etcd-tls.ts';
import rbacOff from '../../../remediations/rbac-off.ts';
import { componentsOf } from '../../../src/analysis/controlPlane/components.ts';
import type { Remediation } from '../../../src/core/remediation.ts';
import { scanOne } from '../../../src/core/scan.ts';
import type { Facts } from '../../../src/core/snapshot.ts';
import { snapshotFrom, type Manifest } from '../../remediations/manifests.ts';
import { staticPod } from '../../remediations/staticPod.ts';

const named = (manifest: Manifest) =>
  [...componentsOf(snapshotFrom(manifest)).values()].flat().map(({ name, path, minor }) => [name, path, minor]);

const pod = (container: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: x, namespace: kube-system }
spec: { containers: [${container}] }
`;
const kubeadm = (text: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: kubeadm-config, namespace: kube-system }
data:
  ClusterConfiguration: |
    apiVersion: kubeadm.k8s.io/v1beta4
    kubernetesVersion: v1.34.1
${text.replaceAll(/^/gm, '    ')}
`;

describe('componentsOf', () => {
  it.each([
    ['{ name: a, image: "r/kube-apiserver:v1.24.1", command: [kube-apiserver] }', [['kube-apiserver', 'spec.containers[a].command', 24]]],
    ['{ name: a, args: [/usr/local/bin/etcd, --name=a] }', [['etcd', 'spec.containers[a].args', undefined]]],
    [
      '{ name: a, command: [/go-runner, --also-stdout=false, kube-scheduler] }',
      [['kube-scheduler', 'spec.containers[a].command', undefined]],
    ],
    ['{ name: a, command: [/hyperkube, controller-manager] }', [['kube-controller-manager', 'spec.containers[a].command', undefined]]],
    ['{ name: a, command: [sh, -c, "exec kube-scheduler --profiling"] }', [['kube-scheduler', 'spec.containers[a].command', undefined]]],
    ['{ name: a, command: [kubectl, logs, etcd] }', []],
    ['{ name: a, command: [etcdctl, get] }', []],
    ['{ name: a, image: "r/etcd:3.5" }', []],
  ])('finds what a container starts: %s', (container, found) => {
    expect(named(pod(container))).toEqual(found);
  });

  it("takes kubeadm's configuration only for what is not seen running", () => {
    expect(named(kubeadm('scheduler: {}')).map(([name]) => name)).toEqual([
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'etcd',
    ]);
    const both = [staticPod('kube-apiserver', []), ...snapshotFrom(kubeadm('etcd:\n  external:\n    endpoints: []')).list('ConfigMap')];
    expect(named(both).map(([name]) => name)).toEqual(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']);
  });
});

describe('flags of the control plane', () => {
  const judge = (remediation: Remediation, manifest: Manifest, facts: Partial<Facts> = {}) => {
    const snapshot = snapshotFrom(manifest, facts);
    const { findings, notChecked } = scanOne(remediation, snapshot, () => undefined);
    const object = findings[0] && snapshot.get(findings[0].ref);
    return {
      details: findings.flatMap(({ evidence }) => evidence.map(({ path, detail }) => `${path}: ${detail}`)),
      reasons: notChecked.map(({ reason }) => reason),
      guide: object && remediation.guide?.(object, snapshot),
    };
  };

  it('are not checked where no container shows them, unless files were given', () => {
    expect(judge(apiserverProfiling, '').reasons).toEqual([expect.stringMatching(/^no kube-apiserver is visible in this cluster/)]);
    expect(judge(apiserverProfiling, '', { origin: 'files' }).reasons).toEqual([]);
  });

  it('are not checked where a file that is not seen decides', () => {
    const { details, reasons } = judge(rbacOff, staticPod('kube-apiserver', ['--authorization-config=/etc/kubernetes/authz.yaml']));
    expect(details).toEqual([]);
    expect(reasons).toEqual([
      'kube-system/kube-apiserver-a leaves --authorization-mode to the file of --authorization-config, which is not visible here',
    ]);
  });

  it('stand where they are given, or where they are missing', () => {
    const { details } = judge(
      etcdTls,
      pod('{ name: e, command: [etcd], args: [--cert-file=/c, --client-cert-auth, "false", --auto-tls=true] }'),
    );
    expect(details).toEqual([
      'spec.containers[e].args: --key-file is not set',
      'spec.containers[e].args[3]: --auto-tls is true',
      'spec.containers[e].args: --trusted-ca-file is not set',
    ]);
  });

  it('are read from the environment of etcd too', () => {
    const env = ['CERT_FILE', 'KEY_FILE', 'TRUSTED_CA_FILE'].map((name) => `{ name: ETCD_${name}, value: /x }`).join(', ');
    const { details } = judge(etcdTls, pod(`{ name: e, command: [etcd], env: [${env}, { name: ETCD_CLIENT_CERT_AUTH, value: "false" }] }`));
    expect(details).toEqual(['spec.containers[e].command: --client-cert-auth is false']);
  });

  it("are read from kubeadm's extraArgs, as a list or as a map", () => {
    for (const args of ['- name: profiling\n  value: "false"', 'profiling: "false"'])
      expect(judge(apiserverProfiling, kubeadm(`apiServer:\n  extraArgs:\n${args.replaceAll(/^/gm, '    ')}`)).details).toEqual([]);
    expect(judge(apiserverProfiling, kubeadm('apiServer: {}')).details).toEqual([
      'data.ClusterConfiguration: --profiling is not set, which means true',
    ]);
  });
});

describe('the guide', () => {
  const diffOf = (remediation: Remediation, flags: readonly string[]): string | undefined => {
    const manifest = staticPod('kube-apiserver', flags);
    const snapshot = snapshotFrom(manifest);
    return remediation.guide?.(snapshot.list('Pod')[0]!, snapshot)?.files?.at(-1)?.diff;
  };
  const HEAD = ['--- /etc/kubernetes/manifests/kube-apiserver.yaml', '+++ /etc/kubernetes/manifests/kube-apiserver.yaml'];

  it("shows what changes in the manifest's list, and nothing far from it", () => {
    expect(diffOf(apiserverProfiling, ['--a=1', '--b=2', '--profiling=true', '--c=3', '--d=4', '--e=5'])?.split('\n')).toEqual([
      ...HEAD,
      '@@ spec.containers[kube-apiserver].command @@',
      '     - --a=1',
      '     - --b=2',
      '-    - --profiling=true',
      '+    - --profiling=false',
      '     - --c=3',
      '     - --d=4',
    ]);
  });

  it('replaces a flag that is written as two words, or again and again, once', () => {
    expect(diffOf(rbacOff, ['--authorization-mode', 'AlwaysAllow', '--x', '--authorization-mode=ABAC'])?.split('\n').slice(3)).toEqual([
      '     - kube-apiserver',
      '-    - --authorization-mode',
      '+    - --authorization-mode=Node,RBAC',
      '-    - AlwaysAllow',
      '     - --x',
      '-    - --authorization-mode=ABAC',
    ]);
  });

  it('adds what is missing at the end', () => {
    expect(diffOf(apiserverProfiling, ['--x=1'])?.split('\n').at(-1)).toBe('+    - --profiling=false');
  });
});
