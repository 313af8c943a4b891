import { excludes } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, trivy } from './references.ts';

export default flagRemediation({
  id: 'controller-manager-kubelet-certs',
  title: 'Serving certificates of kubelets are not renewed',
  severity: 'low',
  component: 'kube-controller-manager',
  why: 'A certificate that nobody renews is made once to last for years, or verified by nobody.',
  risk: 'The requests of kubelets for new serving certificates have to be approved.',
  references: [
    cis('1.3.6'),
    kubescape('C-0149'),
    trivy('KCV-0038'),
    checkov('CKV_K8S_112'),
    kubernetes('reference/access-authn-authz/kubelet-tls-bootstrapping'),
  ],
  expects: [excludes('--feature-gates', 'RotateKubeletServerCertificate=false', 'holds')],
});
