import type { Resource } from '../../core/resource.ts';
import { keyOf } from './identity.ts';
import { identityOf, type Subject } from './subjects.ts';

/** Where the dashboard's own manifests put it: version 1 in kube-system, version 2 and later in a namespace of its own. */
const ACCOUNTS = ['kube-system', 'kubernetes-dashboard'].map((namespace) =>
  keyOf({ kind: 'ServiceAccount', namespace, name: 'kubernetes-dashboard' }),
);

/** Whether a subject is the account as which the Kubernetes dashboard runs. */
export const isDashboard = (subject: Subject, binding: Resource): boolean => {
  const identity = identityOf(subject, binding);
  return identity !== undefined && ACCOUNTS.includes(keyOf(identity));
};
