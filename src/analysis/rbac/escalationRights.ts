const RBAC = 'rbac.authorization.k8s.io';

/** Requests that a right allows: any of these verbs on any of these resources. */
interface Allowed {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What leads to more rights: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks. */
export const ESCALATION = {
  bind: { group: RBAC, resources: ['roles', 'clusterroles'], verbs: ['bind'] },
  escalate: { group: RBAC, resources: ['roles', 'clusterroles'], verbs: ['escalate'] },
  impersonate: { group: '', resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
  token: { group: '', resources: ['serviceaccounts/token'], verbs: ['create'] },
  approve: { group: 'certificates.k8s.io', resources: ['certificatesigningrequests/approval'], verbs: ['update', 'patch'] },
  sign: { group: 'certificates.k8s.io', resources: ['signers'], verbs: ['sign'] },
  webhooks: {
    group: 'admissionregistration.k8s.io',
    resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
    verbs: ['create', 'update', 'patch'],
  },
  volumes: { group: '', resources: ['persistentvolumes'], verbs: ['create'] },
  /** The kubelet takes the method of the request for the verb. */
  nodesProxy: { group: '', resources: ['nodes/proxy'], verbs: ['get', 'create', 'update', 'patch', 'delete'] },
} as const satisfies Readonly<Record<string, Allowed>>;
