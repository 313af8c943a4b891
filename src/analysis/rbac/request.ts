import { matchesPath } from './difference.ts';
import type { Rule } from './rules.ts';

/** What somebody asks of the API server, as an authorizer sees it. */
export type Request = ResourceRequest | UrlRequest;

export interface ResourceRequest {
  readonly verb: string;
  /** `''` is the core group. */
  readonly group: string;
  /** `deployments`, or `deployments/scale`. */
  readonly resource: string;
  /** Of one object; a list, or a creation, has none. */
  readonly name?: string;
}

export interface UrlRequest {
  readonly verb: string;
  /** `/healthz` */
  readonly path: string;
}

export const isUrl = (request: Request): request is UrlRequest => 'path' in request;

const names = (list: readonly string[], value: string): boolean => list.includes('*') || list.includes(value);

/** A `*` alone matches every resource, and one before a subresource that of every resource; after a resource it is no pattern. */
const namesResource = (list: readonly string[], resource: string): boolean => {
  if (names(list, resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && list.includes(`*${resource.slice(slash)}`);
};

/** Whether a rule allows a request: `RuleAllows` of plugin/pkg/auth/authorizer/rbac. A resource name `*` is a name. */
export const allows = (rule: Rule, request: Request): boolean => {
  if (!names(rule.verbs, request.verb)) return false;
  if (isUrl(request)) return rule.nonResourceURLs.some((entry) => entry === '*' || matchesPath(entry, request.path));
  return (
    names(rule.apiGroups, request.group) &&
    namesResource(rule.resources, request.resource) &&
    (rule.resourceNames.length === 0 || (request.name !== undefined && rule.resourceNames.includes(request.name)))
  );
};

/** `get deployments.apps/scale web`, `get /healthz`: for people. */
export const describeRequest = (request: Request): string => {
  if (isUrl(request)) return `${request.verb} ${request.path}`;
  const [resource = '', subresource] = request.resource.split(/\/(.*)/s);
  const what = `${resource}${request.group === '' ? '' : `.${request.group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  return `${request.verb} ${what}${request.name === undefined ? '' : ` ${request.name}`}`;
};
