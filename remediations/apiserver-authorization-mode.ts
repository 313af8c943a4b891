import { includes, orIn } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'apiserver-authorization-mode',
  title: 'The API server does not limit kubelets to what their node needs',
  severity: 'high',
  component: 'kube-apiserver',
  why: "Without the Node authorizer a kubelet's credentials are worth what is bound to all nodes: with one node, an attacker reads the Secrets of all.",
  risk: 'Kubelets whose user is not system:node:<name of the node> in the group system:nodes lose their rights.',
  references: [
    cis('1.2.7'),
    kubescape('C-0119'),
    trivy('KCV-0008'),
    checkov('CKV_K8S_75'),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/node'),
  ],
  expects: [orIn('--authorization-config', includes('--authorization-mode', 'Node'))],
});
