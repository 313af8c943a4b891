import type { Change } from '../../core/change.ts';
import { kindOf, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { podSpecOf } from '../../core/workload.ts';
import { accountOf, accountResource, mountsToken, workloadsOf } from '../accounts.ts';
import { namespaceOf } from '../namespaces.ts';
import { listed, nameOf } from '../sentences.ts';
import { describeGrant, grantsTo } from '../rbac/grants.ts';
import type { Part } from './part.ts';

/** Whose pods gain or lose the token when this account changes. */
const affected = (
  before: Resource,
  after: Resource,
  snapshot: Snapshot,
): readonly { readonly workload: Resource; readonly gains: boolean }[] =>
  workloadsOf({ namespace: namespaceOf(before), name: before.metadata.name }, snapshot).flatMap((workload) => {
    const spec = podSpecOf(workload) ?? {};
    const [had, has] = [mountsToken(spec, before), mountsToken(spec, after)];
    return had === has ? [] : [{ workload, gains: has }];
  });

const accountImpact = (before: Resource, after: Resource, snapshot: Snapshot): Part => {
  const moved = affected(before, after, snapshot);
  const say = (gains: boolean, what: string): readonly string[] => {
    const names = moved.filter((one) => one.gains === gains).map((one) => nameOf(one.workload));
    return names.length === 0 ? [] : [`From their next start on, the pods of ${listed(names)} ${what}.`];
  };
  const none = moved.length === 0 ? ['No pod gets its token from this account alone.'] : [];
  return { now: [...none, 'Nothing restarts.'], later: [...say(false, 'no longer get a token'), ...say(true, 'get a token again')] };
};

/** Whether pods of this template get the token, once all of these changes are made. */
const willMount = (workload: Resource, snapshot: Snapshot, together: readonly Change[]): boolean => {
  const spec = podSpecOf(workload) ?? {};
  const account = accountOf(workload, spec);
  const planned = together.find(
    ({ ref }) => ref.kind === 'ServiceAccount' && ref.name === account.name && (ref.namespace ?? 'default') === account.namespace,
  );
  return mountsToken(spec, planned ? planned.after : accountResource(account, snapshot));
};

const workloadImpact = (before: Resource, after: Resource, snapshot: Snapshot, together: readonly Change[]): Part => {
  const spec = podSpecOf(before) ?? {};
  const account = accountOf(before, spec);
  if (!mountsToken(spec, accountResource(account, snapshot)) || willMount(after, snapshot, together)) return {};
  return {
    later: ['New pods of it get no token.'],
    warnings: grantsTo(account, snapshot).map((grant) => `It can no longer ${describeGrant(grant)}.`),
  };
};

/** A token that is no longer, or again, mounted. */
export const tokenImpact = ({ before, after }: Change, snapshot: Snapshot, together: readonly Change[]): Part => {
  if (!before || !after) return {};
  if (kindOf(before) === 'ServiceAccount') return accountImpact(before, after, snapshot);
  return podSpecOf(before) ? workloadImpact(before, after, snapshot, together) : {};
};
