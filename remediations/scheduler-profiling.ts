import { isTruth, orIn } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, trivy } from './references.ts';

export default flagRemediation({
  id: 'scheduler-profiling',
  title: 'The scheduler serves profiles of itself',
  severity: 'low',
  component: 'kube-scheduler',
  why: 'Profiles show what it is doing and how it is set up, and taking them costs it time: both help an attacker who reaches its port.',
  risk: 'Nobody can take profiles any more; metrics and health checks are not concerned.',
  references: [
    cis('1.4.1'),
    kubescape('C-0151'),
    trivy('KCV-0040'),
    checkov('CKV_K8S_114'),
    kubernetes('reference/command-line-tools-reference/kube-scheduler'),
  ],
  expects: [orIn('--config', isTruth('--profiling', false, true))],
});
