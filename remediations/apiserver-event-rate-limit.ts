import { includes } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, trivy } from './references.ts';

export default flagRemediation({
  id: 'apiserver-event-rate-limit',
  title: 'Events are not limited',
  severity: 'low',
  component: 'kube-apiserver',
  why: 'A workload gone wrong, or an attacker, can fill etcd and keep the API server busy with events alone.',
  risk: 'Events over the limit are refused: what they would have told is lost. Without its configuration file the API server does not start.',
  references: [
    cis('1.2.9'),
    kubescape('C-0121'),
    trivy('KCV-0010'),
    checkov('CKV_K8S_78'),
    kubernetes('reference/access-authn-authz/admission-controllers'),
  ],
  expects: [includes('--enable-admission-plugins', 'EventRateLimit')],
  first: [
    'Write the limits into an AdmissionConfiguration, mount it into the static pod, and name it with --admission-control-config-file in the same edit.',
  ],
});
