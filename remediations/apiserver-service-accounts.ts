import { isSet, isTruth, since } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

export default flagRemediation({
  id: 'apiserver-service-accounts',
  title: 'Tokens of ServiceAccounts are checked less than they can be',
  severity: 'medium',
  component: 'kube-apiserver',
  why: 'A token should end with its Secret or its hour: without the lookup a deleted token goes on, and extended ones live a year instead of an hour.',
  risk: 'Programs that read their token once and never again are refused after an hour: old client libraries do that.',
  references: [
    ...['1.2.21', '1.2.22', '1.2.30'].map(cis),
    ...['C-0135', 'C-0136'].map(kubescape),
    ...['KCV-0024', 'KCV-0025'].map(trivy),
    ...['CKV_K8S_96', 'CKV_K8S_97'].map(checkov),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/service-accounts-admin'),
  ],
  expects: [
    isTruth('--service-account-lookup', true, true),
    isSet('--service-account-key-file', '/etc/kubernetes/pki/sa.pub', ', so the private key of the server verifies them'),
    since(21, isTruth('--service-account-extend-token-expiration', false, true)),
  ],
  first: [
    'Before --service-account-extend-token-expiration=false, look at the metric serviceaccount_stale_tokens_total: it counts who still uses old tokens.',
  ],
});
