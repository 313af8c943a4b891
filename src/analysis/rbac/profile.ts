import type { Snapshot } from '../../core/snapshot.ts';
import { grantsOf } from './authorize.ts';
import { pathsFrom, type Path } from './escalation/paths.ts';
import { EVERYTHING_EVERYWHERE } from './escalation/standing.ts';
import { describeIdentity, keyOf, MASTERS, reachedAs, type Identity } from './identity.ts';
import type { Grant } from './grants.ts';

export interface Profile {
  readonly identity: Identity;
  readonly groups: readonly string[];
  /** A member of `system:masters`, whom no authorizer is asked about. */
  readonly everything: boolean;
  /** What reaches it, one entry for each binding; those of its groups too. */
  readonly grants: readonly Grant[];
  /** Ways to everybody who may do more. */
  readonly paths: readonly Path[];
}

/** What an identity can do, where and by which binding, and what it can become. */
export const profileOf = (identity: Identity, groups: readonly string[], snapshot: Snapshot): Profile => {
  const keys = reachedAs(identity, groups);
  const everything = keys.includes(`group:${MASTERS}`);
  const grants = grantsOf(keys, snapshot);
  const key = [keyOf(identity), ...groups].join(' ');
  const standing = everything ? EVERYTHING_EVERYWHERE : { key, identity, name: describeIdentity(identity), given: grants };
  return { identity, groups, everything, grants, paths: pathsFrom(standing, snapshot) };
};
