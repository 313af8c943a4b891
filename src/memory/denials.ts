import type { Denial } from '../app/target.ts';
import { actionOf, type Action, type Change } from '../core/change.ts';
import { groupOf, type Ref } from '../core/resource.ts';

const VERBS: Readonly<Record<Action, string>> = { create: 'create', edit: 'patch', delete: 'delete' };

/** `networkpolicies.networking.k8s.io`: every kind that Kubernetes serves makes its plural like this. */
const resourceName = ({ apiVersion, kind }: Ref): string => {
  const singular = kind.toLowerCase();
  const plural = singular.endsWith('y')
    ? `${singular.slice(0, -1)}ies`
    : singular.endsWith('s') && singular !== 'endpoints'
      ? `${singular}es`
      : singular.replace(/s?$/, 's');
  const group = groupOf(apiVersion);
  return group === '' ? plural : `${plural}.${group}`;
};

/** Those of the rights that a user lacks which these changes need, each once. */
export const deniedBy = (lacking: readonly Denial[], changes: readonly Change[]): readonly Denial[] =>
  lacking.filter((denial) =>
    changes.some(
      (change) =>
        denial.verb === VERBS[actionOf(change)] &&
        denial.resource === resourceName(change.ref) &&
        (denial.namespace === undefined || denial.namespace === change.ref.namespace) &&
        (denial.name === undefined || denial.name === change.ref.name),
    ),
  );
