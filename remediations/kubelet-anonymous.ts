import { kubeletRemediation } from '../src/analysis/controlPlane/kubeletRemediation.ts';
import { isOneOf } from '../src/analysis/controlPlane/settings.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default kubeletRemediation({
  id: 'kubelet-anonymous',
  title: 'Kubelets answer requests without credentials',
  severity: 'critical',
  why: 'Whoever reaches port 10250 of a node runs commands in its containers and reads their logs, without asking the API server and without a trace in its audit log.',
  risk: 'Monitoring that reads the kubelet without credentials is refused: give it a ServiceAccount with nodes/metrics.',
  references: [
    cis('4.2.1'),
    ...['C-0069', 'C-0172'].map(kubescape),
    trivy('KCV-0079'),
    checkov('CKV_K8S_138'),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/kubelet-authn-authz'),
  ],
  settings: [isOneOf('authentication.anonymous.enabled', '--anonymous-auth', [false], false)],
});
