import { isTruth } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'controller-manager-sa-credentials',
  title: 'All controllers act with the rights of the controller manager',
  severity: 'medium',
  component: 'kube-controller-manager',
  why: 'With a ServiceAccount of its own each controller has only the rights that it needs; together they have all of them.',
  risk: 'Controllers lose rights that only the shared credentials had: the bootstrap roles system:controller:* must be there.',
  references: [
    cis('1.3.3'),
    kubescape('C-0146'),
    trivy('KCV-0035'),
    checkov('CKV_K8S_108'),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/rbac'),
  ],
  expects: [isTruth('--use-service-account-credentials', true, false)],
});
