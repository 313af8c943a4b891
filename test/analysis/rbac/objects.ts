import type { Resource } from '../../../src/core/resource.ts';
import type { Rule } from '../../../src/analysis/rbac/rules.ts';

const GROUP = 'rbac.authorization.k8s.io';

export interface Written {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

const metadata = (name: string, { namespace, labels }: Written): Resource['metadata'] => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  ...(labels ? { labels } : {}),
});

/** A ClusterRole, or a Role where a namespace is given; other fields stand in the object itself. */
export const role = (name: string, rules: readonly object[], more: Written = {}): Resource => {
  const { namespace, labels: _labels, ...fields } = more;
  return {
    apiVersion: `${GROUP}/v1`,
    kind: namespace === undefined ? 'ClusterRole' : 'Role',
    metadata: metadata(name, more),
    rules,
    ...fields,
  };
};

/** `group:dev`, `user:bob`, `account:shop/web`. */
export const subject = (text: string): object => {
  const [kind, name = ''] = text.split(/:(.*)/s);
  if (kind === 'account') {
    const [namespace, account] = name.split('/');
    return { kind: 'ServiceAccount', namespace, name: account };
  }
  return { apiGroup: GROUP, kind: kind === 'group' ? 'Group' : 'User', name };
};

/** A ClusterRoleBinding, or a RoleBinding where a namespace is given, to `ClusterRole NAME` or `Role NAME`. */
export const binding = (name: string, to: string, subjects: readonly string[], more: Written = {}): Resource => {
  const { namespace } = more;
  const [kind, roleName] = to.split(' ');
  return {
    apiVersion: `${GROUP}/v1`,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: metadata(name, more),
    roleRef: { apiGroup: GROUP, kind, name: roleName },
    subjects: subjects.map(subject),
  };
};

/** `get,list pods,secrets.apps`, `get pods/log@web`, `get /healthz`: a rule; names after @. */
export const rule = (text: string): Rule => {
  const [verbs = '', what = ''] = text.split(' ');
  const empty = { verbs: verbs.split(','), apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
  if (what.startsWith('/')) return { ...empty, nonResourceURLs: what.split(',') };
  const [resources = '', names] = what.split('@');
  const [plain = '', group = ''] = resources.split(/\.(.*)/s);
  return { ...empty, apiGroups: [group], resources: plain.split(','), resourceNames: names?.split(',') ?? [] };
};
