import { kubeletRemediation } from '../src/analysis/controlPlane/kubeletRemediation.ts';
import { isGiven } from '../src/analysis/controlPlane/settings.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default kubeletRemediation({
  id: 'kubelet-client-ca',
  title: 'Kubelets know no CA for the certificates of their clients',
  severity: 'high',
  why: 'Without it the API server cannot prove who it is, so that the kubelet has to trust tokens alone, or everybody.',
  risk: 'Clients whose certificate another CA has signed are refused.',
  references: [
    cis('4.2.3'),
    ...['C-0070', 'C-0174'].map(kubescape),
    trivy('KCV-0081'),
    checkov('CKV_K8S_140'),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/kubelet-authn-authz'),
  ],
  settings: [isGiven('authentication.x509.clientCAFile', '--client-ca-file', '/etc/kubernetes/pki/ca.crt')],
});
