import type { Resource } from '../../../core/resource.ts';
import { EVERYTHING } from '../defaultRoles.ts';
import { covers } from '../difference.ts';
import { MASTERS, type Identity } from '../identity.ts';
import type { Rule } from '../rules.ts';

/** What is given: a Grant, or what somebody could give to himself and no binding gives yet. */
export interface Given {
  readonly role: string;
  readonly namespace?: string;
  readonly rules?: readonly Rule[];
  readonly binding?: Resource;
}

/** What somebody is or can become: an identity with all that reaches it, or a role that he gives to himself. */
export interface Standing {
  /** One string for one standing. */
  readonly key: string;
  readonly identity?: Identity;
  /** `ServiceAccount shop/web`, `everything in shop`: for people. */
  readonly name: string;
  readonly given: readonly Given[];
}

export type Technique =
  'impersonate' | 'bind' | 'escalate' | 'token-request' | 'certificate' | 'pod-create' | 'pod-exec' | 'nodes-proxy' | 'secret-read';

/** One step up: a right that is held, and what its holder becomes with it. */
export interface Step {
  readonly technique: Technique;
  /** `create pods in shop`: what is done. */
  readonly does: string;
  /** What gives the right to do so. */
  readonly by: Given;
  readonly to: Standing;
}

const ADMIN = 'ClusterRole cluster-admin';

export const EVERYTHING_EVERYWHERE: Standing = {
  key: 'everything',
  name: 'everything',
  given: [{ role: ADMIN, rules: EVERYTHING }],
};

/** A standing with everything in each of these namespaces. */
export const everythingIn = (namespaces: readonly string[], where: string): Standing => ({
  key: `everything in ${where}`,
  name: `everything in ${where}`,
  given: namespaces.map((namespace) => ({ role: ADMIN, namespace, rules: EVERYTHING })),
});

/** Whether it has everything, in the namespaces where it has anything. */
export const hasAllIn = ({ given }: Standing): boolean => given.every(({ rules }) => rules === EVERYTHING);

/** Whether nothing more can be gained. */
export const isEverything = ({ key, identity, given }: Standing): boolean =>
  key === EVERYTHING_EVERYWHERE.key ||
  (identity?.kind === 'Group' && identity.name === MASTERS) ||
  given.some(({ namespace, rules }) => namespace === undefined && rules !== undefined && covers(rules, EVERYTHING.slice(0, 1)));
