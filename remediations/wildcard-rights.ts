import { CLUSTER_ROLE, ROLE } from '../src/analysis/rbac/aggregation.ts';
import { audited, usedOf } from '../src/analysis/rbac/audit/used.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from '../src/analysis/rbac/grants.ts';
import { doubtsOfHolders } from '../src/analysis/rbac/holders.ts';
import { writtenRules } from '../src/analysis/rbac/rightsRemediation.ts';
import type { Rule } from '../src/analysis/rbac/rules.ts';
import { systemRoleReason } from '../src/analysis/rbac/systemSubject.ts';
import { enumerated, namesUsed, spelled, typedIn, wildcardsIn, type Wildcard } from '../src/analysis/rbac/wildcards.ts';
import { editOf } from '../src/core/change.ts';
import type { Doubt, Input, Remediation } from '../src/core/remediation.ts';
import type { Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { checkov, cis, kubeLinter, kubernetes, kubescape, kyverno, nsa, trivy } from './references.ts';

interface Found {
  readonly rule: Rule;
  readonly at: number;
  readonly list: Wildcard;
  /** `verbs`; `rules[2].verbs` where several rules have one there, because each means something else. */
  readonly input: string;
}

const WHAT: Readonly<Record<Wildcard, string>> = {
  apiGroups: 'API groups that are meant (core for the one without a name)',
  resources: 'resources that are meant',
  verbs: 'verbs that are meant',
};

const wildcards = (role: Resource): readonly Found[] => {
  const all = writtenRules(role).flatMap(({ rule, at }) => wildcardsIn(rule).map((list) => ({ rule, at, list })));
  const isAlone = (list: Wildcard): boolean => all.filter((one) => one.list === list).length === 1;
  return all.map((one) => ({ ...one, input: isAlone(one.list) ? one.list : `rules[${one.at}].${one.list}` }));
};

const refuse = (value: string): string | undefined => {
  if (value.includes('*')) return 'Name each of them: * is everything that there is, and will ever be.';
  return value.split(',').some((name) => name.trim() !== '') ? undefined : 'Name at least one.';
};

/** What an audit log shows of it, else what Kubernetes itself serves. */
const offered = ({ rule, list }: Found, role: Resource, snapshot: Snapshot): readonly string[] | undefined => {
  const used = namesUsed(list, usedOf(rule, role, snapshot) ?? []);
  return used.length > 0 ? used : enumerated(list, rule, role);
};

/** Lists that come from a log hold what was done while it was written. */
const doubtOfLog = (role: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const log = audited(snapshot);
  if (!log) return [];
  const found = wildcards(role);
  const unused = found.filter(({ rule }) => usedOf(rule, role, snapshot)?.length === 0).map(({ at }) => at + 1);
  const time = log.from === undefined || log.to === undefined ? '' : `, from ${log.from} to ${log.to}`;
  const none = unused.length > 0 ? ` It shows no use of rule ${[...new Set(unused)].join(', ')}.` : '';
  return [{ text: `What is offered comes from the audit log${time}: what is done more rarely is not in it.${none}` }];
};

const inputFor = (found: Found, role: Resource, snapshot: Snapshot): Input => {
  const { rule, at, list, input } = found;
  const known = offered(found, role, snapshot)?.join(',');
  const about = [...rule.resources, ...rule.nonResourceURLs].slice(0, 3).join(', ');
  const ask = `Rule ${at + 1} (${about}): the ${WHAT[list]}, separated by commas`;
  return { name: input, ask, ...(known === undefined ? {} : { default: known }), refuse };
};

const remediation: Remediation = {
  id: 'wildcard-rights',
  title: 'A role grants everything with *',
  severity: 'high',
  category: 'rbac',
  why: 'It also grants what nobody thought of: special verbs such as escalate and impersonate, and every kind that is installed later.',
  risk: 'Whoever holds it is refused what the list leaves out: special verbs, custom resources, and what is installed later.',
  references: [
    cis('5.1.3'),
    kubescape('C-0187'),
    ...['KSV-0044', 'KSV-0045', 'KSV-0046', 'KSV-0112'].map(trivy),
    checkov('CKV_K8S_49'),
    kubeLinter('wildcard-in-rules'),
    kyverno('other/restrict-wildcard-verbs'),
    kyverno('other/restrict-wildcard-resources'),
    nsa('Authentication and authorization'),
    kubernetes('concepts/security/rbac-good-practices'),
  ],
  kinds: [CLUSTER_ROLE, ROLE],
  reads: [CLUSTER_ROLE_BINDING, ROLE_BINDING, ...WORKLOAD_KINDS],
  find: (role) => wildcards(role).map(({ at, list }) => ({ path: `rules[${at}].${list}`, detail: '* is everything' })),
  inputs: (role, snapshot) => wildcards(role).map((found) => inputFor(found, role, snapshot)),
  fix: (role, snapshot, answers) => {
    const rules: unknown = role['rules'];
    if (!Array.isArray(rules)) return [];
    const found = wildcards(role);
    const after = rules.map((raw: unknown, at) =>
      found.filter((one) => one.at === at).reduce((so, { list, input }) => spelled(so, list, typedIn(list, answers[input] ?? '')), raw),
    );
    return found.length === 0 ? [] : [editOf(snapshot, role, { ...role, rules: after })];
  },
  doubts: (role, snapshot) => [...doubtOfLog(role, snapshot), ...doubtsOfHolders(role, snapshot)],
  byDesign: systemRoleReason,
};
export default remediation;
