import { isAtLeast, isSet } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { newFile } from '../src/analysis/controlPlane/manifestDiff.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

/** Who did what for everything, with what was sent for what is changed; nothing of the bodies of Secrets and tokens. */
const POLICY = [
  'apiVersion: audit.k8s.io/v1',
  'kind: Policy',
  'omitStages: [RequestReceived]',
  'rules:',
  '  - level: Metadata',
  '    resources:',
  '      - group: ""',
  '        resources: [secrets, configmaps, serviceaccounts/token]',
  '      - group: authentication.k8s.io',
  '        resources: [tokenreviews]',
  '  - level: RequestResponse',
  '    verbs: [create, update, patch, delete, deletecollection]',
  '  - level: Metadata',
];

export default flagRemediation({
  id: 'apiserver-audit-log',
  title: 'Requests to the API server are not logged, or not long enough',
  severity: 'medium',
  component: 'kube-apiserver',
  why: 'Without an audit log nobody can tell who did what, so that a break-in is neither seen nor understood.',
  risk: 'The log takes disk space and some time of every request; without its policy and mounts the API server does not start.',
  references: [
    ...['1.2.16', '1.2.17', '1.2.18', '1.2.19', '3.2.1', '3.2.2'].map(cis),
    ...['C-0067', 'C-0130', 'C-0131', 'C-0132', 'C-0133', 'C-0160'].map(kubescape),
    ...['KCV-0019', 'KCV-0020', 'KCV-0021', 'KCV-0022'].map(trivy),
    ...['CKV_K8S_91', 'CKV_K8S_92', 'CKV_K8S_93', 'CKV_K8S_94'].map(checkov),
    nsa('Audit Logging and Threat Detection'),
    kubernetes('tasks/debug/debug-cluster/audit'),
  ],
  expects: [
    isSet('--audit-policy-file', '/etc/kubernetes/audit/policy.yaml', ', so nothing is logged'),
    isSet('--audit-log-path', '/var/log/kubernetes/audit/audit.log'),
    isAtLeast('--audit-log-maxage', 30),
    isAtLeast('--audit-log-maxbackup', 10),
    isAtLeast('--audit-log-maxsize', 100),
  ],
  first: [
    'Write the policy on every control-plane node, make the folder for the log, and mount both into the static pod as hostPath volumes (the policy readOnly).',
  ],
  files: [
    {
      file: '/etc/kubernetes/audit/policy.yaml',
      diff: newFile('/etc/kubernetes/audit/policy.yaml', POLICY),
    },
  ],
  managed: {
    eks: 'aws eks update-cluster-config --name NAME --logging enables the audit log in CloudWatch; the policy is theirs.',
    gke: 'Admin activity is always in Cloud Audit Logs; turn on data access logs of the Kubernetes Engine API for reads.',
    aks: 'Add a diagnostic setting with the category kube-audit or kube-audit-admin.',
  },
});
