import { groupsWith } from '../analysis/rbac/apiResources.ts';
import { identityOfUser, type Identity } from '../analysis/rbac/identity.ts';
import { isUrl, type Request } from '../analysis/rbac/request.ts';
import { usage } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import type { Kind, Ref } from '../core/resource.ts';
import type { AskedSubject } from '../report/rbacAnswerReport.ts';
import type { Flags } from './flags.ts';

export interface RbacFlags extends Flags {
  /** `VERB RESOURCE`, as one word or several. */
  readonly can?: readonly string[];
  readonly whoCan?: readonly string[];
  readonly user?: string;
  readonly group?: readonly string[];
  readonly role?: string;
  readonly covers?: string;
  readonly auditLog?: string;
}

const RESOURCE = /^(?<plain>[^./\s]+)(?:\.(?<group>[^/\s]+))?(?:\/(?<subresource>\S+))?$/;

/** `get pods`, `update deployments.apps/scale web`, `get /healthz`. Throws a Failure. */
export const requestOf = (flag: string, words: readonly string[]): Request => {
  const [verb, what, name, ...more] = words
    .join(' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  const next = [`Write one such as ${flag} "get pods", ${flag} "update deployments.apps/scale web" or ${flag} "get /healthz".`] as const;
  if (verb === undefined || what === undefined || more.length > 0)
    throw usage(`${flag} "${printable(words.join(' '))}": a verb and a resource are needed, and no more than a name besides.`, ...next);
  if (what.startsWith('/')) {
    if (name !== undefined) throw usage(`${flag}: a URL has no name.`, ...next);
    return { verb, path: what };
  }
  const { plain, group = '', subresource } = RESOURCE.exec(what)?.groups ?? {};
  if (plain === undefined) throw usage(`${flag}: "${printable(what)}" is no resource.`, ...next);
  return { verb, group, resource: subresource === undefined ? plain : `${plain}/${subresource}`, ...(name === undefined ? {} : { name }) };
};

/** Where Kubernetes serves a resource that was asked for in a group that does not have it: RBAC itself knows no resources. */
export const elsewhereOf = (request: Request): string | undefined => {
  if (isUrl(request) || request.resource.includes('*')) return undefined;
  const groups = groupsWith(request.resource);
  const [group] = groups;
  if (group === undefined || groups.includes(request.group)) return undefined;
  const [plain = '', subresource] = request.resource.split('/');
  const better = `${plain}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  return `Kubernetes serves ${request.resource} in ${group === '' ? 'the core group' : group}: ask for ${better}.`;
};

const SUBJECTS = 'Give a user name, group/NAME or serviceaccount/NAMESPACE/NAME.';

/** `bob`, `system:serviceaccount:shop:web`, `user/bob`, `group/dev`, `serviceaccount/shop/web`; `sa` is short. Throws a Failure. */
const subjectOf = (text: string, namespace: string | undefined): Identity => {
  const [kind = '', ...rest] = text.split('/');
  const name = rest.join('/');
  switch (kind.toLowerCase()) {
    case 'user':
      if (name !== '') return identityOfUser(name);
      break;
    case 'group':
      if (name !== '') return { kind: 'Group', name };
      break;
    case 'serviceaccount':
    case 'sa': {
      const [home, account] = rest.length === 1 ? [namespace, rest[0]] : rest;
      if (rest.length <= 2 && home && account) return { kind: 'ServiceAccount', namespace: home, name: account };
      if (rest.length > 0) throw usage(`--as ${printable(text)}: in which namespace?`, SUBJECTS);
      break;
    }
  }
  if (text === '') throw usage('--as names nobody.', SUBJECTS);
  return identityOfUser(text);
};

/** Whom the flags mean; undefined where they name nobody. Throws a Failure. */
export const askedOf = ({ as, asGroup = [], user, group = [], namespace }: RbacFlags): AskedSubject | undefined => {
  if (as !== undefined && user !== undefined) throw usage('--as and --user name the subject both.', 'Give one of them.');
  const groups = [...asGroup, ...group];
  if (as !== undefined) return { identity: subjectOf(as, namespace), groups };
  if (user === '' || groups.includes('')) throw usage('--user and --group need a name.', SUBJECTS);
  if (user !== undefined) return { identity: identityOfUser(user), groups };
  const [first, ...others] = groups;
  return first === undefined ? undefined : { identity: { kind: 'Group', name: first }, groups: others };
};

const KINDS: Readonly<Record<string, Kind>> = { clusterrole: 'ClusterRole', role: 'Role' };

/** `clusterrole/view`, or `role/web` of the namespace. Throws a Failure. */
export const roleRefOf = (flag: string, text: string, namespace = 'default'): Ref => {
  const [word = '', name, ...more] = text.split('/');
  const kind = KINDS[word.toLowerCase()];
  if (kind === undefined || !name || more.length > 0)
    throw usage(`${flag} ${printable(text)} is no role.`, 'Write clusterrole/NAME, or role/NAME with -n NAMESPACE.');
  const ref = { apiVersion: 'rbac.authorization.k8s.io/v1', kind, name };
  return kind === 'Role' ? { ...ref, namespace } : ref;
};
