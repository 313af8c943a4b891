import { field, isRecord, items, kindOf, text, type Resource } from '../../core/resource.ts';
import type { Component, ComponentName } from './components.ts';
import { readConfig } from './configText.ts';
import { parseFlags, type Flags } from './flags.ts';
import { minorOf } from './release.ts';

/** Where each component's arguments stand in a ClusterConfiguration. */
const PLACES: Readonly<Partial<Record<ComponentName, readonly string[]>>> = {
  'kube-apiserver': ['apiServer', 'extraArgs'],
  'kube-controller-manager': ['controllerManager', 'extraArgs'],
  'kube-scheduler': ['scheduler', 'extraArgs'],
  etcd: ['etcd', 'local', 'extraArgs'],
};

/** What kubeadm itself says to each component (`getAPIServerCommand` and the like), as far as it is judged. */
const OWN: Readonly<Partial<Record<ComponentName, readonly string[]>>> = {
  'kube-apiserver': [
    '--authorization-mode=Node,RBAC',
    '--client-ca-file=/etc/kubernetes/pki/ca.crt',
    '--enable-admission-plugins=NodeRestriction',
    '--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt',
    '--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt',
    '--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key',
    '--insecure-port=0',
    '--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt',
    '--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key',
    '--service-account-key-file=/etc/kubernetes/pki/sa.pub',
    '--tls-cert-file=/etc/kubernetes/pki/apiserver.crt',
    '--tls-private-key-file=/etc/kubernetes/pki/apiserver.key',
  ],
  'kube-controller-manager': [
    '--bind-address=127.0.0.1',
    '--root-ca-file=/etc/kubernetes/pki/ca.crt',
    '--service-account-private-key-file=/etc/kubernetes/pki/sa.key',
    '--use-service-account-credentials=true',
  ],
  'kube-scheduler': ['--bind-address=127.0.0.1'],
  etcd: [
    '--cert-file=/etc/kubernetes/pki/etcd/server.crt',
    '--client-cert-auth=true',
    '--key-file=/etc/kubernetes/pki/etcd/server.key',
    '--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt',
    '--peer-client-cert-auth=true',
    '--peer-key-file=/etc/kubernetes/pki/etcd/peer.key',
    '--peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt',
    '--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt',
  ],
};

/** A map up to v1beta3, a list of names and values since v1beta4. */
const extraArguments = (value: unknown): readonly string[] => {
  const pairs = isRecord(value) ? Object.entries(value) : items(value).map((item) => [text(item['name']) ?? '', item['value']] as const);
  return pairs.filter(([name]) => name !== '').map(([name, given]) => `--${name}=${String(given)}`);
};

/** What is set again replaces what kubeadm says. */
const flagsOf = (own: readonly string[], extra: readonly string[]): Flags => {
  const wordsOf = (texts: readonly string[]): Flags =>
    parseFlags(texts.map((word, index) => ({ text: word, list: 'args', index, isPart: true })));
  return new Map([...wordsOf(own), ...wordsOf(extra)]);
};

/** The ClusterConfiguration that an object holds: itself in a file, the text in kubeadm's ConfigMap. */
export const clusterConfiguration = (resource: Resource): Readonly<Record<string, unknown>> | undefined => {
  if (kindOf(resource) === 'kubeadm.k8s.io/ClusterConfiguration') return resource;
  if (kindOf(resource) !== 'ConfigMap' || resource.metadata.name !== 'kubeadm-config') return undefined;
  const written = text(field(resource, 'data', 'ClusterConfiguration'));
  return written === undefined ? undefined : readConfig(written);
};

/** The components as kubeadm will start them at the next upgrade. */
export const kubeadmComponents = (resource: Resource): readonly Component[] => {
  const configuration = clusterConfiguration(resource);
  if (!configuration) return [];
  return Object.entries(PLACES).flatMap(([name, place]) => {
    if (name === 'etcd' && field(configuration, 'etcd', 'external') !== undefined) return [];
    const extra = extraArguments(field(configuration, ...place));
    return [
      {
        name: name as ComponentName,
        path: kindOf(resource) === 'ConfigMap' ? 'data.ClusterConfiguration' : place.slice(0, 1).join('.'),
        flags: flagsOf(OWN[name as ComponentName] ?? [], extra),
        minor: name === 'etcd' ? undefined : minorOf(configuration['kubernetesVersion']),
      },
    ];
  });
};
