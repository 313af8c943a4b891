import { kindOf, type Kind, type Resource } from '../../../core/resource.ts';
import { derived, type Snapshot } from '../../../core/snapshot.ts';
import { namespaceOf } from '../../namespaces.ts';
import { covers } from '../difference.ts';
import { ROLE_BINDING } from '../grants.ts';
import { heldBy } from '../holders.ts';
import { identitiesIn, keyOf, reachedAs } from '../identity.ts';
import type { Rule } from '../rules.ts';
import type { Use } from './uses.ts';

/** An audit log that lies beside a target, as an object that no server has. */
const AUDIT_LOG: Kind = 'kubeharden/AuditLog';

/** Rights that were used, and over which time the log tells; ISO 8601, absent where no event says when it was. */
export interface Audited {
  readonly uses: readonly Use[];
  readonly from?: string;
  readonly to?: string;
}

const logs = new WeakMap<Resource, Audited>();

/** The log as an object, to be scanned beside those of the target. */
export const auditLogObject = (log: Audited): Resource => {
  const resource: Resource = { apiVersion: 'kubeharden/v1', kind: 'AuditLog', metadata: { name: 'audit-log' } };
  logs.set(resource, log);
  return resource;
};

/** What the log beside the target tells, if there is one. */
export const audited = derived((snapshot): Audited | undefined => {
  const [log] = snapshot.list(AUDIT_LOG);
  return log && logs.get(log);
});

const usesByKey = derived((snapshot) => {
  const found = new Map<string, Use[]>();
  for (const use of audited(snapshot)?.uses ?? [])
    for (const key of reachedAs(use.identity)) found.set(key, [...(found.get(key) ?? []), use]);
  return found;
});

/** Where a binding holds: undefined means everywhere. */
const placeOf = (binding: Resource): string | undefined => (kindOf(binding) === ROLE_BINDING ? namespaceOf(binding) : undefined);

/**
 * What those who hold a role by a binding did of what one of its rules grants; undefined without a log. Members of a group are known
 * only by the groups that the API server gives by itself.
 */
export const usedOf = (rule: Rule, role: Resource, snapshot: Snapshot): readonly Rule[] | undefined => {
  if (!audited(snapshot)) return undefined;
  const uses = heldBy(role, snapshot).flatMap((binding) => {
    const place = placeOf(binding);
    const all = identitiesIn(binding).flatMap((identity) => usesByKey(snapshot).get(keyOf(identity)) ?? []);
    return place === undefined ? all : all.filter(({ namespace }) => namespace === place);
  });
  return [...new Map(uses.map((use) => [JSON.stringify(use.rule), use.rule])).values()].filter((used) => covers([rule], [used]));
};
