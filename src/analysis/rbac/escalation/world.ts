import { annotationsOf, text, type Resource } from '../../../core/resource.ts';
import { derived, type Snapshot } from '../../../core/snapshot.ts';
import { madeBy, podSpecOf, WORKLOAD_KINDS } from '../../../core/workload.ts';
import { accountOf, accountResource, mountsToken } from '../../accounts.ts';
import { namespaceOf } from '../../namespaces.ts';
import { grantsOf } from '../authorize.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from '../grants.ts';
import { describeIdentity, identitiesIn, keyOf, reachedAs, type Identity } from '../identity.ts';
import type { Standing } from './standing.ts';

/** A Secret that holds the token of a ServiceAccount. */
export interface TokenSecret {
  readonly name: string;
  readonly standing: Standing;
}

/** Everybody who can be become, by where he is. */
export interface World {
  readonly users: readonly Standing[];
  readonly groups: readonly Standing[];
  /** Undefined means everywhere, for these three. The groups of all ServiceAccounts stand among the accounts: any one of them is a member. */
  readonly accounts: (namespace: string | undefined) => readonly Standing[];
  /** Accounts whose token a workload mounts. */
  readonly running: (namespace: string | undefined) => readonly Standing[];
  readonly tokenSecrets: (namespace: string | undefined) => readonly TokenSecret[];
  readonly namespaces: readonly string[];
}

const standings = derived(() => new Map<string, Standing>());

/** An identity with all that reaches it. */
export const standingOf = (identity: Identity, snapshot: Snapshot): Standing => {
  const [known, key] = [standings(snapshot), keyOf(identity)];
  let standing = known.get(key);
  if (!standing) {
    standing = { key, identity, name: describeIdentity(identity), given: grantsOf(reachedAs(identity), snapshot) };
    known.set(key, standing);
  }
  return standing;
};

/** Everybody whom a binding names, once. */
export const boundStandings = derived((snapshot): readonly Standing[] => {
  const bindings = [...snapshot.list(CLUSTER_ROLE_BINDING), ...snapshot.list(ROLE_BINDING)];
  return [...new Set(bindings.flatMap(identitiesIn).map((identity) => standingOf(identity, snapshot)))];
});

const ACCOUNTS = 'system:serviceaccounts';

/** Where an account is; `''` for the group of them all. Undefined for who is no account. */
const placeOf = ({ identity }: Standing): string | undefined => {
  if (identity?.kind === 'ServiceAccount') return identity.namespace;
  if (identity?.kind !== 'Group') return undefined;
  if (identity.name === ACCOUNTS) return '';
  return identity.name.startsWith(`${ACCOUNTS}:`) ? identity.name.slice(ACCOUNTS.length + 1) : undefined;
};

type ByPlace<T> = (namespace: string | undefined) => readonly T[];

const byPlace = <T>(entries: readonly T[], place: (entry: T) => string | undefined): ByPlace<T> => {
  const found = Map.groupBy(entries, place);
  const [anywhere, all] = [found.get('') ?? [], entries.filter((entry) => place(entry) !== undefined)];
  const known = new Map<string, readonly T[]>();
  return (namespace) => {
    if (namespace === undefined) return all;
    let there = known.get(namespace);
    if (!there) known.set(namespace, (there = [...(found.get(namespace) ?? []), ...anywhere]));
    return there;
  };
};

const runningAccounts = (snapshot: Snapshot): readonly Standing[] => {
  const workloads = WORKLOAD_KINDS.flatMap((kind) => snapshot.list(kind)).filter((workload) => !madeBy(workload, snapshot));
  const mounted = workloads.flatMap((workload) => {
    const spec = podSpecOf(workload);
    const account = spec && accountOf(workload, spec);
    return account && mountsToken(spec, accountResource(account, snapshot)) ? [account] : [];
  });
  return [...new Set(mounted.map((account) => standingOf({ kind: 'ServiceAccount', ...account }, snapshot)))];
};

const tokenSecret = (secret: Resource, snapshot: Snapshot): readonly TokenSecret[] => {
  const account = text(annotationsOf(secret)['kubernetes.io/service-account.name']);
  if (secret['type'] !== 'kubernetes.io/service-account-token' || account === undefined) return [];
  const identity: Identity = { kind: 'ServiceAccount', namespace: namespaceOf(secret), name: account };
  return [{ name: secret.metadata.name, standing: standingOf(identity, snapshot) }];
};

export const worldOf = derived((snapshot): World => {
  const bound = boundStandings(snapshot);
  const secrets = snapshot.list('Secret').flatMap((secret) => tokenSecret(secret, snapshot));
  return {
    users: bound.filter(({ identity }) => identity?.kind === 'User'),
    groups: bound.filter(({ identity }) => identity?.kind === 'Group'),
    accounts: byPlace(bound, placeOf),
    running: byPlace(runningAccounts(snapshot), placeOf),
    tokenSecrets: byPlace(secrets, ({ standing }) => placeOf(standing)),
    namespaces: snapshot.list('Namespace').map(({ metadata }) => metadata.name),
  };
});
