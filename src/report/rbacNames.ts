import type { Path } from '../analysis/rbac/escalation/paths.ts';
import type { Given, Technique } from '../analysis/rbac/escalation/standing.ts';
import type { Grant } from '../analysis/rbac/grants.ts';
import { describeIdentity, type Identity } from '../analysis/rbac/identity.ts';
import { describeRule, type Rule } from '../analysis/rbac/rules.ts';
import { printable } from '../core/printable.ts';
import { refOf, type Resource } from '../core/resource.ts';
import type { Unread } from '../core/snapshot.ts';
import type { TargetInfo, InputProblem } from '../app/target.ts';
import { API_VERSION } from './apiVersion.ts';
import { named, shortName, type NamedObject } from './named.ts';

/** What every answer about rights was read from, and what of it could not be seen. */
export interface RbacSource {
  readonly target: TargetInfo;
  readonly notChecked: readonly Unread[];
  readonly problems: readonly InputProblem[];
}

/** What every answer about rights starts with. */
export interface RbacHead<K extends string> extends RbacSource {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: K;
}

export const rbacHead = <K extends string>(kind: K, source: RbacSource): RbacHead<K> => ({ apiVersion: API_VERSION, kind, ...source });

/** By which binding a right is held. */
export interface HeldBy {
  readonly binding: NamedObject['resource'];
  /** `ClusterRole view` */
  readonly role: string;
  /** Where it holds; absent means everywhere. */
  readonly namespace?: string;
}

const nameOf = (binding: Resource): NamedObject['resource'] => named(refOf(binding)).resource;

export const heldBy = ({ binding, role, namespace }: Grant): HeldBy => ({
  binding: nameOf(binding),
  role,
  ...(namespace === undefined ? {} : { namespace }),
});

/** A rule as people write it: lists without entries are left out. */
export type WrittenRule = Partial<Rule>;

export const writtenRule = (rule: Rule): WrittenRule =>
  Object.fromEntries(Object.entries(rule).filter(([, list]: [string, readonly string[]]) => list.length > 0));

const NO_LISTS: Rule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

/** `get, list deployments of apps`: with the API groups, where it is not the core group alone. */
export const ruleText = (written: WrittenRule): string => {
  const rule = { ...NO_LISTS, ...written };
  const groups = rule.apiGroups.map((group) => (group === '' ? 'core' : group === '*' ? 'all groups' : group));
  const isCore = groups.every((group) => group === 'core') || rule.resources.length === 0;
  return printable(`${describeRule(rule)}${isCore ? '' : ` of ${groups.join(', ')}`}`);
};

export interface WrittenPath {
  /** Whether it ends with somebody who may do everything. */
  readonly everything: boolean;
  readonly to: string;
  readonly steps: readonly {
    readonly technique: Technique;
    /** `create pods in shop` */
    readonly does: string;
    /** Absent where the step uses what an earlier one gave. */
    readonly by?: HeldBy;
    readonly to: string;
  }[];
}

const givenBy = ({ binding, role, namespace }: Given): HeldBy | undefined =>
  binding && { binding: nameOf(binding), role, ...(namespace === undefined ? {} : { namespace }) };

export const writtenPath = ({ everything, to, steps }: Path): WrittenPath => ({
  everything,
  to: to.name,
  steps: steps.map((step) => {
    const by = givenBy(step.by);
    return { technique: step.technique, does: step.does, ...(by ? { by } : {}), to: step.to.name };
  }),
});

/** `ServiceAccount shop/web` of a report; control characters are taken out. */
export const identityText = (identity: Identity): string => printable(describeIdentity(identity));

/** `RoleBinding/web-edit` */
export const bindingText = ({ binding }: HeldBy): string => shortName(binding);

export const placeText = (namespace: string | undefined): string => (namespace === undefined ? 'everywhere' : printable(namespace));

/** `create pods in shop -> ServiceAccount shop/root; …`: the steps of a path in a line. */
export const pathText = ({ steps }: WrittenPath): string => printable(steps.map(({ does, to }) => `${does} -> ${to}`).join('; '));

export const uncheckedLines = (notChecked: readonly Unread[]): readonly string[] =>
  notChecked.map(({ kind, reason }) => `not checked: ${kind}: ${printable(reason)}`);

/** Bindings to roles that could not be seen. */
export const undecidedLines = (undecided: readonly HeldBy[]): readonly string[] =>
  undecided.map((held) => `not known: what ${printable(held.role)} grants (${bindingText(held)}, ${placeText(held.namespace)})`);
