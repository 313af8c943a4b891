import { isSet, isTruth, orIn } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'etcd-tls',
  title: 'etcd serves clients without TLS, or without asking who they are',
  severity: 'critical',
  component: 'etcd',
  why: 'Everything lies in etcd, Secrets included, and it knows no RBAC: whoever connects owns the cluster.',
  risk: 'Clients without a certificate of its CA, backups and monitoring included, cannot connect any more.',
  references: [
    ...['2.1', '2.2', '2.3', '2.7'].map(cis),
    ...['C-0153', 'C-0154', 'C-0155', 'C-0159'].map(kubescape),
    ...['KCV-0042', 'KCV-0043', 'KCV-0044'].map(trivy),
    ...['CKV_K8S_116', 'CKV_K8S_117', 'CKV_K8S_118'].map(checkov),
    nsa('Network separation and hardening'),
    kubernetes('tasks/administer-cluster/configure-upgrade-etcd'),
  ],
  expects: [
    isSet('--cert-file', '/etc/kubernetes/pki/etcd/server.crt'),
    isSet('--key-file', '/etc/kubernetes/pki/etcd/server.key'),
    isTruth('--client-cert-auth', true, false),
    isTruth('--auto-tls', false, false),
    isSet('--trusted-ca-file', '/etc/kubernetes/pki/etcd/ca.crt'),
  ].map((expectation) => orIn('--config-file', expectation)),
  first: [
    'Make a CA for etcd alone and certificates from it for each member and each client (kubeadm init phase certs all does), and give the API server its own (apiserver-etcd-tls) before etcd asks for it.',
    'Let only the control-plane nodes reach ports 2379 and 2380.',
  ],
});
