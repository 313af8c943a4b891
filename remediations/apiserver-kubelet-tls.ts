import { before, isSet, isTruth } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'apiserver-kubelet-tls',
  title: 'The API server talks to kubelets without proving who it is, or without knowing whom it talks to',
  severity: 'medium',
  component: 'kube-apiserver',
  why: 'Logs, exec and port-forward go over this connection: somebody in between reads what is typed into containers, and a kubelet that asks for no certificate obeys everybody.',
  risk: "Kubelets whose serving certificate the CA has not signed (kubeadm's default signs itself) cannot be reached: logs and exec fail until they are given one.",
  references: [
    ...['1.2.4', '1.2.5'].map(cis),
    ...['C-0116', 'C-0117'].map(kubescape),
    ...['KCV-0005', 'KCV-0006'].map(trivy),
    ...['CKV_K8S_71', 'CKV_K8S_72', 'CKV_K8S_73'].map(checkov),
    nsa('Network separation and hardening'),
    kubernetes('concepts/architecture/control-plane-node-communication'),
  ],
  expects: [
    isSet('--kubelet-client-certificate', '/etc/kubernetes/pki/apiserver-kubelet-client.crt'),
    isSet('--kubelet-client-key', '/etc/kubernetes/pki/apiserver-kubelet-client.key'),
    isSet('--kubelet-certificate-authority', '/etc/kubernetes/pki/ca.crt'),
    before(22, isTruth('--kubelet-https', true, true)),
  ],
  first: ['Let kubelets ask for a serving certificate first (serverTLSBootstrap: true), and approve their requests: kubectl get csr.'],
});
