import type { Needed } from '../analysis/rbac/audit/leastPrivilege.ts';
import { ownRulesOf } from '../analysis/rbac/rules.ts';
import type { Resource } from '../core/resource.ts';
import { identityText, placeText, ruleText } from './rbacNames.ts';
import { table } from './table.ts';

/** As kubectl applies it: `-o yaml | kubectl apply -f -`. */
export interface LeastPrivilegeList {
  readonly apiVersion: 'v1';
  readonly kind: 'List';
  readonly items: readonly Resource[];
}

export const leastPrivilegeList = (needed: readonly Needed[]): LeastPrivilegeList => ({
  apiVersion: 'v1',
  kind: 'List',
  items: needed.flatMap(({ objects }) => objects),
});

export const leastPrivilegeLines = (needed: readonly Needed[], columns = Infinity): readonly string[] => {
  const rows = needed.flatMap(({ identity, objects }) =>
    objects.flatMap((role) => ownRulesOf(role).map((rule) => [identityText(identity), placeText(role.metadata.namespace), ruleText(rule)])),
  );
  if (rows.length === 0) return ['nothing was used but what everybody may do'];
  return [...table(['SUBJECT', 'WHERE', 'USED'], rows, columns), '', 'for the Roles and bindings that grant exactly this: -o yaml'];
};
