import { isSet, isTruth, orIn } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'etcd-peer-tls',
  title: 'Members of etcd talk to each other without TLS, or without asking who they are',
  severity: 'high',
  component: 'etcd',
  why: 'Whoever can pass for a member gets a copy of everything, Secrets included, and can write to it.',
  risk: 'Members without a certificate of the CA fall out of the cluster: change one after another, and keep the quorum.',
  references: [
    ...['2.4', '2.5', '2.6'].map(cis),
    ...['C-0156', 'C-0157', 'C-0158'].map(kubescape),
    ...['KCV-0045', 'KCV-0046', 'KCV-0047'].map(trivy),
    ...['CKV_K8S_119', 'CKV_K8S_121'].map(checkov),
    nsa('Network separation and hardening'),
    kubernetes('tasks/administer-cluster/configure-upgrade-etcd'),
  ],
  expects: [
    isSet('--peer-cert-file', '/etc/kubernetes/pki/etcd/peer.crt'),
    isSet('--peer-key-file', '/etc/kubernetes/pki/etcd/peer.key'),
    isTruth('--peer-client-cert-auth', true, false),
    isTruth('--peer-auto-tls', false, false),
  ].map((expectation) => orIn('--config-file', expectation)),
  first: ['Where there is one member only, nothing but the flags has to change.'],
});
