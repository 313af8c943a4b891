import { isLoopback } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'scheduler-bind-address',
  title: 'The scheduler can be reached from outside of its node',
  severity: 'low',
  component: 'kube-scheduler',
  why: 'Its port serves health and metrics, of which some need no credentials: what only the node asks should not answer the network.',
  risk: 'Monitoring that reads its metrics over the network has to run on the node, or go through a proxy that asks for credentials.',
  references: [
    cis('1.4.2'),
    kubescape('C-0152'),
    trivy('KCV-0041'),
    checkov('CKV_K8S_115'),
    nsa('Network separation and hardening'),
    kubernetes('reference/command-line-tools-reference/kube-scheduler'),
  ],
  expects: [isLoopback('--bind-address')],
});
