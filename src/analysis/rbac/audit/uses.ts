import { field, isRecord, items, text } from '../../../core/resource.ts';
import { identityOfUser, type Identity } from '../identity.ts';
import { isRight, type Rule } from '../rules.ts';

/** A single right that was used. */
export interface Use {
  readonly identity: Identity;
  /** Undefined for what stands in no namespace, was asked of all namespaces, or is a URL. */
  readonly namespace?: string;
  /** One verb on one resource or URL, of one object where it was named. */
  readonly rule: Rule;
}

/** What an audit event says: rights that were used, a request that was refused, or nothing because it is no audit event. */
export type Told = { readonly uses: readonly Use[] } | 'refused' | 'no event';

type Event = Readonly<Record<string, unknown>>;

const NO_LISTS = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

/** When objects are made or deleted together, no authorizer is told a name, although the event may know one. */
const isNamed = (verb: string, subresource: string): boolean => !['create', 'deletecollection'].includes(verb) || subresource !== '';

const onResource = (verb: string, ref: Event): Omit<Use, 'identity'> | undefined => {
  const [resource, namespace, name] = [text(ref['resource']), text(ref['namespace']), text(ref['name'])];
  if (!resource) return undefined;
  const [group, subresource] = [text(ref['apiGroup']) ?? '', text(ref['subresource']) ?? ''];
  const rule = {
    ...NO_LISTS,
    verbs: [verb],
    apiGroups: [group],
    resources: [subresource === '' ? resource : `${resource}/${subresource}`],
    resourceNames: name && isNamed(verb, subresource) ? [name] : [],
  };
  return namespace ? { namespace, rule } : { rule };
};

const onUrl = (verb: string, uri: unknown): Omit<Use, 'identity'> | undefined => {
  const path = text(uri)?.split('?')[0];
  return path?.startsWith('/') ? { rule: { ...NO_LISTS, verbs: [verb], nonResourceURLs: [path] } } : undefined;
};

/** Groups that the API server gives by itself, and asks nobody about. */
const isGiven = (group: string): boolean => group === 'system:authenticated' || group.startsWith('system:serviceaccounts');

const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

/** What somebody needs to act as another user and as a member of his groups. */
const impersonation = (identity: Identity, other: Identity, groups: readonly string[]): readonly Use[] => {
  const right = (resource: string, name: string): Rule => ({
    ...NO_LISTS,
    verbs: ['impersonate'],
    apiGroups: [''],
    resources: [resource],
    resourceNames: [name],
  });
  const as: Use =
    other.kind === 'ServiceAccount'
      ? { identity, namespace: other.namespace, rule: right('serviceaccounts', other.name) }
      : { identity, rule: right('users', other.name) };
  return [as, ...groups.filter((group) => !isGiven(group)).map((group) => ({ identity, rule: right('groups', group) }))];
};

const isRefused = (event: Event): boolean =>
  field(event, 'annotations', 'authorization.k8s.io/decision') === 'forbid' ||
  [401, 403].includes(Number(field(event, 'responseStatus', 'code')));

/** What one event of the API server's audit log (`audit.k8s.io`) shows; what everyone may do is no use of a right. */
export const usesOf = (event: unknown): Told => {
  if (!isRecord(event)) return 'no event';
  const [verb, name] = [text(event['verb']), text(field(event, 'user', 'username'))];
  if (!verb || !name) return 'no event';
  const ref = event['objectRef'];
  const used = (isRecord(ref) ? onResource(verb, ref) : undefined) ?? onUrl(verb, event['requestURI']);
  if (!used) return 'no event';
  if (isRefused(event)) return 'refused';
  const [user, otherName] = [identityOfUser(name), text(field(event, 'impersonatedUser', 'username'))];
  const other = otherName === undefined ? undefined : identityOfUser(otherName);
  const own = isRight(used.rule) ? [{ identity: other ?? user, ...used }] : [];
  return { uses: [...own, ...(other ? impersonation(user, other, strings(field(event, 'impersonatedUser', 'groups'))) : [])] };
};

/** The events in one line of a log: an event, or a list of them as webhooks get it. */
export const eventsIn = (line: unknown): readonly unknown[] => (field(line, 'kind') === 'EventList' ? items(field(line, 'items')) : [line]);
