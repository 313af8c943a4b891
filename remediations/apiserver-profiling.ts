import { isTruth } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, trivy } from './references.ts';

export default flagRemediation({
  id: 'apiserver-profiling',
  title: 'The API server serves profiles of itself',
  severity: 'low',
  component: 'kube-apiserver',
  why: 'Profiles show what the server is doing and how it is set up, and taking them costs it time: both help an attacker with credentials.',
  risk: 'Nobody can take profiles any more; metrics and health checks are not concerned.',
  references: [
    cis('1.2.15'),
    kubescape('C-0129'),
    trivy('KCV-0018'),
    checkov('CKV_K8S_90'),
    kubernetes('reference/command-line-tools-reference/kube-apiserver'),
  ],
  expects: [isTruth('--profiling', false, true)],
});
