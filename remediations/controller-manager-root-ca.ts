import { isSet } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, trivy } from './references.ts';

export default flagRemediation({
  id: 'controller-manager-root-ca',
  title: 'Pods are not given the CA of the API server',
  severity: 'medium',
  component: 'kube-controller-manager',
  why: 'Without it a pod cannot tell the API server from somebody in between, who gets its token.',
  risk: 'Nothing that works today stops; pods get the CA at their next start.',
  references: [
    cis('1.3.5'),
    kubescape('C-0148'),
    trivy('KCV-0037'),
    checkov('CKV_K8S_111'),
    kubernetes('reference/access-authn-authz/service-accounts-admin'),
  ],
  expects: [isSet('--root-ca-file', '/etc/kubernetes/pki/ca.crt')],
});
