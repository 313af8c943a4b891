import { isSet } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, trivy } from './references.ts';

export default flagRemediation({
  id: 'controller-manager-sa-key',
  title: 'The controller manager has no key to sign ServiceAccount tokens with',
  severity: 'medium',
  component: 'kube-controller-manager',
  why: 'A key pair of its own for tokens can be exchanged without touching any other certificate of the cluster.',
  risk: 'Tokens of Secrets that another key has signed are refused, unless the API server still knows its public key.',
  references: [
    cis('1.3.4'),
    kubescape('C-0147'),
    trivy('KCV-0036'),
    checkov('CKV_K8S_110'),
    kubernetes('reference/access-authn-authz/service-accounts-admin'),
  ],
  expects: [isSet('--service-account-private-key-file', '/etc/kubernetes/pki/sa.key')],
});
