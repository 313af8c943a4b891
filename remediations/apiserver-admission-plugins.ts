import { excludes, includes, since } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

const ENABLE = '--enable-admission-plugins';
const DISABLE = '--disable-admission-plugins';

export default flagRemediation({
  id: 'apiserver-admission-plugins',
  title: 'Admission plugins that protect the cluster are off',
  severity: 'medium',
  component: 'kube-apiserver',
  why: 'NodeRestriction keeps a kubelet to its own node and pods, AlwaysPullImages keeps a pod from running an image that only others may pull, PodSecurity enforces the Pod Security Standards.',
  risk: 'AlwaysPullImages asks the registry at every start of a pod, so that it must be up; DenyServiceExternalIPs refuses new external IPs of Services.',
  references: [
    ...['1.2.3', '1.2.10', '1.2.11', '1.2.12', '1.2.13', '1.2.14'].map(cis),
    ...['C-0115', 'C-0122', 'C-0123', 'C-0125', 'C-0126', 'C-0127'].map(kubescape),
    ...['KCV-0003', 'KCV-0011', 'KCV-0012', 'KCV-0014', 'KCV-0015', 'KCV-0016'].map(trivy),
    ...['CKV_K8S_79', 'CKV_K8S_80', 'CKV_K8S_82', 'CKV_K8S_83', 'CKV_K8S_85'].map(checkov),
    nsa('Kubernetes Pod security'),
    kubernetes('reference/access-authn-authz/admission-controllers'),
  ],
  expects: [
    includes(ENABLE, 'NodeRestriction'),
    includes(ENABLE, 'AlwaysPullImages'),
    since(21, includes(ENABLE, 'DenyServiceExternalIPs')),
    excludes(ENABLE, 'AlwaysAdmit', 'holds'),
    ...['ServiceAccount', 'NamespaceLifecycle', 'NodeRestriction', 'PodSecurity'].map((plugin) => excludes(DISABLE, plugin, 'turns off')),
  ],
  first: [
    'AlwaysPullImages can be had without the flag, and in managed clusters, as a MutatingAdmissionPolicy or a policy of Kyverno or Gatekeeper that sets imagePullPolicy.',
  ],
});
