import { Refused } from '../app/errors.ts';
import { kindOf, type Resource } from '../core/resource.ts';
import { canonical } from './canonical.ts';
import { withAccount } from './account.ts';
import { defaulted } from './defaults.ts';
import type { PodSecurityAdmission } from './podSecurity.ts';
import type { Store } from './store.ts';
import { validate } from './validation.ts';

export interface Admitted {
  /** As it is stored: canonical, with defaults. */
  readonly resource: Resource;
  readonly warnings: readonly string[];
}

export const namespaceOf = (resource: Resource, store: Store): Resource | undefined => {
  const name = resource.metadata.namespace;
  return name === undefined ? undefined : store.get({ apiVersion: 'v1', kind: 'Namespace', name });
};

/** What the server makes of an object before it stores it. Throws `Refused` with the server's words. */
export const admit = (before: Resource | undefined, after: Resource, store: Store, podSecurity: PodSecurityAdmission): Admitted => {
  const { namespace } = after.metadata;
  if (namespace !== undefined && !namespaceOf(after, store)) throw new Refused(`namespaces "${namespace}" not found`);
  const stored = defaulted(canonical(after));
  validate(stored, before);
  if (kindOf(stored) === 'Namespace') {
    const pods = store.list('Pod', stored.metadata.name);
    return { resource: stored, warnings: podSecurity.namespace(before, stored, pods) };
  }
  const isNewPod = kindOf(stored) === 'Pod' && before === undefined;
  const resource = isNewPod ? withAccount(stored, store) : stored;
  return { resource, warnings: podSecurity.workload(resource, namespaceOf(resource, store), isNewPod) };
};
