import { editOf } from '../../core/change.ts';
import type { Answers, Guide, Input, Remediation } from '../../core/remediation.ts';
import { field, isRecord, items, type Kind, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { WORKLOAD_KINDS } from '../../core/workload.ts';
import { nameOf } from '../sentences.ts';
import { CLUSTER_ROLE, ROLE } from './aggregation.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from './grants.ts';
import { doubtsOfHolders } from './holders.ts';
import { grantedBy, withoutRight, withRules, type Right } from './rights.ts';
import { ownRulesOf, type Rule } from './rules.ts';
import { systemRoleReason } from './systemSubject.ts';

export interface RightsRule extends Omit<Remediation, 'kinds' | 'find' | 'fix' | 'inputs' | 'doubts'> {
  readonly kinds?: readonly Kind[];
  readonly rights: (snapshot: Snapshot) => readonly Right[];
  /** The names that the holders need, where the snapshot tells. */
  readonly needed?: (right: Right, role: Resource, snapshot: Snapshot) => readonly string[];
}

interface Placed {
  readonly rule: Rule;
  /** As written: what is no rule keeps its place. */
  readonly at: number;
}

/** The rules of a role that a person writes; those of an aggregated one are judged in the roles that they come from. */
export const writtenRules = (role: Resource): readonly Placed[] => {
  const rules: readonly unknown[] = Array.isArray(role['rules']) ? role['rules'] : [];
  if (items(field(role, 'aggregationRule', 'clusterRoleSelectors')).length > 0) return [];
  return rules.flatMap((raw, at) => (isRecord(raw) ? ownRulesOf({ ...role, rules: [raw] }).map((rule) => ({ rule, at })) : []));
};

interface Granted extends Placed {
  readonly right: Right;
  readonly resources: readonly string[];
}

const grantedIn = (role: Resource, rights: readonly Right[]): readonly Granted[] =>
  writtenRules(role).flatMap(({ rule, at }) =>
    rights.flatMap((right) => {
      const resources = grantedBy(rule, right, role);
      return resources.length > 0 ? [{ rule, at, right, resources }] : [];
    }),
  );

export const NONE = 'none';

/** `a, b` and `none`: names as a person types them. */
export const namesIn = (answer: string): readonly string[] =>
  answer
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== NONE);

const refuseNames = (value: string, { strongest = [] }: Right): string | undefined => {
  const strong = namesIn(value).find((name) => strongest.includes(name));
  if (strong !== undefined) return `${strong} is as good as all of them: leave it out.`;
  if (value.includes('*')) return 'RBAC knows no pattern for names: write each of them, or none.';
  return value.trim() === '' ? 'Write the names, separated by commas, or none.' : undefined;
};

const refuseOther = (value: string): string | undefined =>
  value.trim() === NONE ? undefined : 'It cannot be limited to names: none takes it away.';

const inputFor = (right: Right, needed: readonly string[]): Input => {
  const name = right.name;
  if ((right.named ?? []).length === 0)
    return {
      name,
      ask: `Whoever holds it ${right.means}, which cannot be limited to names: none takes it away`,
      default: NONE,
      refuse: refuseOther,
    };
  const ask = `Whoever holds it ${right.means}: names that it stays limited to, separated by commas, or none to take it away`;
  return { name, ask, default: needed.length > 0 ? needed.join(',') : NONE, refuse: (value) => refuseNames(value, right) };
};

const distinctRights = (granted: readonly Granted[]): readonly Right[] => [...new Set(granted.map(({ right }) => right))];

const wildcardFirst = (role: Resource): Guide => ({
  steps: [
    `A rule of ${nameOf(role)} covers all API groups, so that one right cannot be taken out of it.`,
    'Mend wildcard-rights first, which asks for the groups that are meant, and look again.',
  ],
});

/** A remediation of rights that few should hold, wherever a rule grants them without naming the objects. */
export const rightsRemediation = (described: RightsRule): Remediation => {
  const { rights, needed, ...rest } = described;
  const known = derived(() => new Map<Resource, readonly Granted[]>());
  const found = (role: Resource, snapshot: Snapshot): readonly Granted[] => {
    let granted = known(snapshot).get(role);
    if (!granted) known(snapshot).set(role, (granted = grantedIn(role, rights(snapshot))));
    return granted;
  };
  const fix = (role: Resource, snapshot: Snapshot, answers: Answers): readonly ReturnType<typeof editOf>[] => {
    const after = distinctRights(found(role, snapshot)).reduce((so, right) => {
      const answer = answers[right.name];
      return answer === undefined ? so : withRules(so, (raw) => withoutRight(raw, right, namesIn(answer), role));
    }, role);
    return after === role ? [] : [editOf(snapshot, role, after)];
  };
  return {
    kinds: [CLUSTER_ROLE, ROLE],
    reads: [CLUSTER_ROLE_BINDING, ROLE_BINDING, ...WORKLOAD_KINDS],
    byDesign: systemRoleReason,
    guide: (role, snapshot) => (found(role, snapshot).some(({ rule }) => rule.apiGroups.includes('*')) ? wildcardFirst(role) : undefined),
    ...rest,
    find: (role, snapshot) =>
      found(role, snapshot).map(({ rule, at, right, resources }) => {
        const verbs = rule.verbs.includes('*') ? ['*'] : rule.verbs.filter((verb) => right.verbs.includes(verb));
        return { path: `rules[${at}]`, detail: `${right.means}: ${verbs.join(', ')} on ${resources.join(', ')}` };
      }),
    inputs: (role, snapshot) =>
      distinctRights(found(role, snapshot)).map((right) => inputFor(right, needed?.(right, role, snapshot) ?? [])),
    doubts: doubtsOfHolders,
    fix,
  };
};
