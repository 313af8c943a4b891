import { kubeletRemediation } from '../src/analysis/controlPlane/kubeletRemediation.ts';
import { isOneOf } from '../src/analysis/controlPlane/settings.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default kubeletRemediation({
  id: 'kubelet-authorization',
  title: 'Kubelets let everybody who signs in do everything',
  severity: 'critical',
  why: 'With AlwaysAllow any certificate of the cluster, that of another node included, runs commands in every container of the node.',
  risk: 'Whoever used the kubelet without rights on nodes/proxy, nodes/metrics and the like is refused.',
  references: [
    cis('4.2.2'),
    kubescape('C-0173'),
    trivy('KCV-0080'),
    checkov('CKV_K8S_139'),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/kubelet-authn-authz'),
  ],
  settings: [isOneOf('authorization.mode', '--authorization-mode', ['Webhook'], 'Webhook')],
});
