import { excludes, includes, orIn } from '../src/analysis/controlPlane/expectations.ts';
import { flagRemediation } from '../src/analysis/controlPlane/flagRemediation.ts';
import { checkov, cis, kubernetes, kubescape, nsa, trivy } from './references.ts';

const FLAG = '--authorization-mode';
const FILE = '--authorization-config';

/** RBAC alone would leave the kubelets without rights. */
const rbac = {
  ...includes(FLAG, 'RBAC'),
  mended: (given: string | undefined) =>
    ['Node', ...(given ?? '').split(',').filter((mode) => !['', 'Node', 'RBAC'].includes(mode)), 'RBAC'].join(','),
};

export default flagRemediation({
  id: 'rbac-off',
  title: 'The API server authorizes without RBAC',
  severity: 'critical',
  category: 'rbac',
  component: 'kube-apiserver',
  why: 'With AlwaysAllow, which is what the API server does unless it is told otherwise, everybody who can sign in is cluster-admin; ABAC is a file that nobody reviews.',
  risk: 'Whoever has no Role for what they do is refused at once. Kubelets need the Node mode beside RBAC.',
  references: [
    ...['1.2.6', '1.2.8'].map(cis),
    ...['C-0088', 'C-0118', 'C-0120'].map(kubescape),
    ...['KCV-0007', 'KCV-0009'].map(trivy),
    ...['CKV_K8S_74', 'CKV_K8S_77'].map(checkov),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/rbac'),
  ],
  expects: [orIn(FILE, excludes(FLAG, 'AlwaysAllow', 'is', 'AlwaysAllow')), orIn(FILE, rbac), orIn(FILE, excludes(FLAG, 'ABAC', 'has'))],
  first: ['Look first at who would lose what: `kubeharden inspect rbac --as USER` shows what RBAC gives; bind Roles for what is missing.'],
  managed: {
    gke: 'gcloud container clusters update NAME --no-enable-legacy-authorization turns ABAC off; RBAC is always on.',
    aks: 'RBAC is chosen when a cluster is made, and is on unless it was made with --disable-rbac: such a cluster has to be made anew.',
  },
});
