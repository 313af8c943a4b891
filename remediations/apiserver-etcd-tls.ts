import { isSet } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { encrypted } from '../src/analysis/controlPlane/tls.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'apiserver-etcd-tls',
  title: 'The API server talks to etcd without proving who it is, or without knowing whom it talks to',
  severity: 'high',
  component: 'kube-apiserver',
  why: 'Everything in the cluster, Secrets included, goes over this connection; and an etcd that asks for no certificate serves everybody.',
  risk: 'A certificate that etcd does not trust, or the wrong CA, cuts the API server off from its data.',
  references: [
    ...['1.2.23', '1.2.26'].map(cis),
    ...['C-0137', 'C-0140'].map(kubescape),
    ...['KCV-0026', 'KCV-0029'].map(trivy),
    ...['CKV_K8S_99', 'CKV_K8S_102'].map(checkov),
    nsa('Network separation and hardening'),
    kubernetes('tasks/administer-cluster/configure-upgrade-etcd'),
  ],
  expects: [
    isSet('--etcd-certfile', '/etc/kubernetes/pki/apiserver-etcd-client.crt'),
    isSet('--etcd-keyfile', '/etc/kubernetes/pki/apiserver-etcd-client.key'),
    isSet('--etcd-cafile', '/etc/kubernetes/pki/etcd/ca.crt'),
    encrypted('--etcd-servers'),
  ],
  first: ["Let etcd have its certificates first (etcd-tls), and a client certificate for the API server that etcd's CA has signed."],
});
