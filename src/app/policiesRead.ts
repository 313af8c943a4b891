import { NETWORK_POLICY } from '../analysis/network/policies.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { EXIT, Failure } from './errors.ts';

/** Throws a Failure where NetworkPolicies could not be read: then everybody would seem to reach everybody. */
export const assertPoliciesRead = ({ unread }: Snapshot): void => {
  const policies = unread.find(({ kind, namespace, onlyIn }) => kind === NETWORK_POLICY && namespace === undefined && onlyIn === undefined);
  if (policies)
    throw new Failure(EXIT.cluster, `Without its NetworkPolicies nobody can tell who may talk to whom: ${policies.reason}.`, [
      'Ask for the right to list networkpolicies, or give -n and a namespace where you may.',
    ]);
};
