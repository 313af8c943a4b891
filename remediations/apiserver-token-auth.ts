import { isAbsent } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'apiserver-token-auth',
  title: 'The API server takes static tokens or passwords from a file',
  severity: 'high',
  component: 'kube-apiserver',
  why: 'The tokens stand in plain text on the node, never expire, and can be taken back only by a restart.',
  risk: 'Whoever signs in with one of them is refused.',
  references: [
    cis('1.2.2'),
    kubescape('C-0114'),
    trivy('KCV-0002'),
    ...['CKV_K8S_70', 'CKV_K8S_69'].map(checkov),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/authentication'),
  ],
  expects: [isAbsent('--token-auth-file', 'its tokens never expire'), isAbsent('--basic-auth-file', 'its passwords never expire')],
  first: [
    'Find out who uses these credentials (the audit log names the users), and give people an identity provider and programs short-lived ServiceAccount tokens first.',
  ],
});
