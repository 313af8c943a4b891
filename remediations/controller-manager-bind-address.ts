import { isLoopback } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'controller-manager-bind-address',
  title: 'The controller manager can be reached from outside of its node',
  severity: 'low',
  component: 'kube-controller-manager',
  why: 'Its port serves health and metrics, of which some need no credentials: what only the node asks should not answer the network.',
  risk: 'Monitoring that reads its metrics over the network has to run on the node, or go through a proxy that asks for credentials.',
  references: [
    cis('1.3.7'),
    kubescape('C-0150'),
    trivy('KCV-0039'),
    checkov('CKV_K8S_113'),
    nsa('Network separation and hardening'),
    kubernetes('reference/command-line-tools-reference/kube-controller-manager'),
  ],
  expects: [isLoopback('--bind-address')],
});
