import { kubeletRemediation } from '../src/analysis/controlPlane/kubeletRemediation.ts';
import { isNot, isOneOf } from '../src/analysis/controlPlane/settings.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default kubeletRemediation({
  id: 'kubelet-cert-rotation',
  title: 'Certificates of kubelets are not renewed',
  severity: 'medium',
  why: 'A certificate that is made once lives for a year or more: who steals it has that long, and when it ends the node is gone.',
  risk: 'Somebody has to approve the requests; the controller manager does that for the client certificates of nodes.',
  references: [
    ...['4.2.10', '4.2.11'].map(cis),
    ...['C-0182', 'C-0183'].map(kubescape),
    ...['KCV-0090', 'KCV-0091'].map(trivy),
    ...['CKV_K8S_149', 'CKV_K8S_150'].map(checkov),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/kubelet-tls-bootstrapping'),
  ],
  settings: [
    isOneOf('rotateCertificates', '--rotate-certificates', [true], false),
    isNot('featureGates.RotateKubeletServerCertificate', '--feature-gates', [false], true),
  ],
});
