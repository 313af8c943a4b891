import { isTruth, orIn } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'apiserver-anonymous',
  title: 'The API server answers requests without credentials',
  severity: 'medium',
  component: 'kube-apiserver',
  why: 'A single binding for system:anonymous or system:unauthenticated, made by mistake, opens the cluster to everybody who reaches the port.',
  risk: "Probes of load balancers and kubeadm's own probes of the API server carry no credentials, and `kubeadm join` discovers the cluster without them.",
  references: [
    cis('1.2.1'),
    kubescape('C-0113'),
    trivy('KCV-0001'),
    checkov('CKV_K8S_68'),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/authentication'),
  ],
  expects: [orIn('--authentication-config', isTruth('--anonymous-auth', false, true))],
  first: [
    'From v1.32, let probes go on: write an AuthenticationConfiguration in which anonymous is enabled for the paths /livez, /readyz and /healthz alone, and name it with --authentication-config instead of the flag.',
  ],
  managed: { gke: 'gcloud container clusters update NAME --anonymous-authentication-config=LIMITED leaves only the health paths.' },
});
