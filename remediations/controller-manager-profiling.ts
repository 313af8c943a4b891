import { isTruth } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, trivy } from './references.ts';

export default flagRemediation({
  id: 'controller-manager-profiling',
  title: 'The controller manager serves profiles of itself',
  severity: 'low',
  component: 'kube-controller-manager',
  why: 'Profiles show what it is doing and how it is set up, and taking them costs it time: both help an attacker who reaches its port.',
  risk: 'Nobody can take profiles any more; metrics and health checks are not concerned.',
  references: [
    cis('1.3.2'),
    kubescape('C-0145'),
    trivy('KCV-0034'),
    checkov('CKV_K8S_107'),
    kubernetes('reference/command-line-tools-reference/kube-controller-manager'),
  ],
  expects: [isTruth('--profiling', false, true)],
});
