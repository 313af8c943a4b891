import { items } from '../../core/resource.ts';

/** A request as admission sees it: `{ operation: 'CONNECT', group: '', resource: 'pods/exec' }`. */
export interface Request {
  readonly operation: string;
  readonly group: string;
  /** With its subresource. */
  readonly resource: string;
}

const holds = (list: unknown, matches: (item: unknown) => boolean): boolean => Array.isArray(list) && list.some(matches);

/** `*` stands for all resources without a subresource, `*` before or after the slash for any there (`rules.Matcher`). */
const isResource = (pattern: unknown, resource: string): boolean => {
  const [name = '', subresource = ''] = resource.split('/');
  if (typeof pattern !== 'string') return false;
  const [wantedName = '', wantedSubresource = ''] = pattern.split('/');
  return [wantedName === '*' || wantedName === name, wantedSubresource === '*' || wantedSubresource === subresource].every(Boolean);
};

/** Whether one of the rules of a webhook or a policy names the request. */
export const areAsked = (rules: unknown, { operation, group, resource }: Request): boolean =>
  items(rules).some(
    (rule) =>
      holds(rule['operations'], (item) => item === '*' || item === operation) &&
      holds(rule['apiGroups'], (item) => item === '*' || item === group) &&
      holds(rule['resources'], (item) => isResource(item, resource)),
  );

export const CREATE_POD: Request = { operation: 'CREATE', group: '', resource: 'pods' };
