import { ESCALATION } from '../src/analysis/rbac/escalationRights.ts';
import { rightsRemediation } from '../src/analysis/rbac/rightsRemediation.ts';
import type { Right } from '../src/analysis/rbac/rights.ts';
import { checkov, cis, kubernetes, kubescape, kyverno, nsa, trivy } from './references.ts';

const RIGHTS: readonly Right[] = [
  {
    name: 'bind',
    means: 'may bind roles whose rights it does not have',
    ...ESCALATION.bind,
    named: ['bind'],
    strongest: ['cluster-admin'],
  },
  {
    name: 'escalate',
    means: 'may write rights into roles that it does not have',
    ...ESCALATION.escalate,
    named: ['escalate'],
    strongest: ['cluster-admin'],
    inRole: ['roles'],
  },
  {
    name: 'impersonate',
    means: 'may act as somebody else',
    ...ESCALATION.impersonate,
    named: ['impersonate'],
    strongest: ['system:masters'],
    inRole: ['serviceaccounts'],
  },
  {
    name: 'token',
    means: 'may issue tokens for ServiceAccounts',
    ...ESCALATION.token,
    named: ['create'],
  },
  {
    name: 'approve',
    means: 'may approve certificates for any user',
    ...ESCALATION.approve,
    inRole: [],
  },
  {
    name: 'sign',
    means: 'may sign certificates for any user',
    ...ESCALATION.sign,
    named: ['sign'],
    strongest: ['kubernetes.io/kube-apiserver-client', 'kubernetes.io/*'],
    inRole: [],
  },
  {
    name: 'webhooks',
    means: 'may read and change every request with a webhook',
    ...ESCALATION.webhooks,
    named: ['update', 'patch'],
    inRole: [],
  },
  {
    name: 'volumes',
    means: 'may mount any folder of a node by a PersistentVolume',
    ...ESCALATION.volumes,
    inRole: [],
  },
  {
    name: 'nodes-proxy',
    means: 'may run commands in every pod through the kubelets, unseen by the audit log',
    ...ESCALATION.nodesProxy,
    named: ESCALATION.nodesProxy.verbs,
    inRole: [],
  },
];

export default rightsRemediation({
  id: 'escalation-rights',
  title: 'A role allows getting more rights than it grants',
  severity: 'critical',
  category: 'rbac',
  why: 'Whoever holds it can make themselves cluster-admin in a few steps, or act as somebody who is.',
  risk: 'Operators and controllers that manage roles, certificates, webhooks, volumes or other accounts stop doing so.',
  references: [
    ...['5.1.8', '5.1.9', '5.1.10', '5.1.11', '5.1.12', '5.1.13'].map(cis),
    ...['C-0065', 'C-0191', 'C-0278', 'C-0279', 'C-0280', 'C-0281', 'C-0282'].map(kubescape),
    ...['KSV-0043', 'KSV-0047', 'KSV-0050', 'KSV-0051', 'KSV-0114'].map(trivy),
    ...['CKV_K8S_155', 'CKV_K8S_156', 'CKV_K8S_157', 'CKV_K8S_158'].map(checkov),
    kyverno('other/restrict-escalation-verbs-roles'),
    kyverno('other/restrict-clusterrole-csr'),
    kyverno('other/restrict-clusterrole-mutating-validating-admission-webhooks'),
    kyverno('other/restrict-clusterrole-nodesproxy'),
    nsa('Authentication and authorization'),
    kubernetes('concepts/security/rbac-good-practices'),
  ],
  rights: () => RIGHTS,
});
