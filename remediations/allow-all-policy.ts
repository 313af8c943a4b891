import { policiesFor, type Draft } from '../src/analysis/network/allows.ts';
import { CUT_DOUBTS, cutsOf } from '../src/analysis/network/cuts.ts';
import { ENTRANCES } from '../src/analysis/network/entrances.ts';
import type { LabelSelector } from '../src/analysis/network/isolation.ts';
import { directionsOf, NETWORK_POLICY, podLabelsOf, selectsPods, workloadsIn, type Direction } from '../src/analysis/network/policies.ts';
import { policyObjects } from '../src/analysis/network/policyObjects.ts';
import { allowsEverything } from '../src/analysis/network/reaching.ts';
import { namespaceOf } from '../src/analysis/namespaces.ts';
import { listed, nameOf } from '../src/analysis/sentences.ts';
import { creationOf, editOf, equal } from '../src/core/change.ts';
import type { Doubt, Edit, Evidence, Remediation } from '../src/core/remediation.ts';
import { isRecord, type Resource } from '../src/core/resource.ts';
import { withFields } from '../src/core/securityContext.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { cis, kubeaudit, kubernetes, nsa } from './references.ts';

type Rule = Readonly<Record<string, unknown>>;
const RULES: Readonly<Record<Direction, 'ingress' | 'egress'>> = { Ingress: 'ingress', Egress: 'egress' };
const WHOM: Readonly<Record<Direction, string>> = { Ingress: 'from everybody', Egress: 'to everybody' };

const specOf = (policy: Resource): Rule => (isRecord(policy['spec']) ? policy['spec'] : {});

const rulesIn = (policy: Resource, direction: Direction): readonly unknown[] => {
  const rules = specOf(policy)[RULES[direction]];
  return Array.isArray(rules) ? rules : [];
};

/** Whether one rule of the policy allows everything by itself. */
const isOpen = (policy: Resource, direction: Direction, rule: unknown): boolean =>
  allowsEverything({ ...policy, spec: { ...specOf(policy), policyTypes: [direction], [RULES[direction]]: [rule] } }, direction);

const find = (policy: Resource): readonly Evidence[] =>
  directionsOf(policy).flatMap((direction) =>
    rulesIn(policy, direction).flatMap((rule, i) =>
      isOpen(policy, direction, rule)
        ? [{ path: `spec.${RULES[direction]}[${i}]`, detail: `allows every connection ${WHOM[direction]}, on every port` }]
        : [],
    ),
  );

const selected = (policy: Resource, snapshot: Snapshot): readonly Resource[] =>
  workloadsIn(namespaceOf(policy), snapshot).filter((workload) => selectsPods(policy, podLabelsOf(workload)));

/** Drafts for the pods of the policy: a selector that is narrower than its own opens nothing for others where it selects all pods. */
const declaredFor = (policy: Resource, selector: LabelSelector, snapshot: Snapshot): readonly Draft[] =>
  policiesFor(
    { suffix: equal(selector, {}) ? '' : `-${policy.metadata.name}`, selector, members: selected(policy, snapshot) },
    namespaceOf(policy),
    snapshot,
  );

/**
 * What is declared takes the place of the rules that allow everything: in the policy itself where it is for all of its
 * pods, in policies of their own where it is for some of them.
 */
const fix = (policy: Resource, snapshot: Snapshot): readonly Edit[] => {
  const open = directionsOf(policy).filter((direction) => rulesIn(policy, direction).some((rule) => isOpen(policy, direction, rule)));
  if (open.length === 0) return [];
  const selector = (specOf(policy)['podSelector'] ?? {}) as LabelSelector;
  const drafts = declaredFor(policy, selector, snapshot);
  const narrow = (rules: readonly unknown[], direction: Direction): readonly unknown[] =>
    rules.filter((rule, i) => !isOpen(policy, direction, rule) && rules.findIndex((other) => equal(rule, other)) === i);
  const changed = open.map((direction) => {
    const shared = drafts.filter(({ podSelector }) => equal(podSelector, selector)).flatMap((draft) => draft[RULES[direction]] ?? []);
    const rules = narrow([...rulesIn(policy, direction), ...shared], direction);
    return [RULES[direction], rules.length > 0 ? rules : undefined] as const;
  });
  // Types that follow from the rules would change with them.
  const policyTypes = specOf(policy)['policyTypes'] ?? directionsOf(policy);
  const own = drafts.filter(
    (draft) =>
      !equal(draft.podSelector, selector) &&
      draft.policyTypes.every((direction) => open.includes(direction) && narrow(draft[RULES[direction]] ?? [], direction).length > 0),
  );
  const source = snapshot.ref(policy).source;
  return [
    ...policyObjects(own, namespaceOf(policy), snapshot).map((made) => ({ ...creationOf(made), ...(source ? { beside: source } : {}) })),
    editOf(snapshot, policy, { ...policy, spec: withFields(specOf(policy), { ...Object.fromEntries(changed), policyTypes }) }),
  ];
};

const doubts = (policy: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const pods = selected(policy, snapshot);
  const whose = pods.length > 0 ? `the pods of ${listed(pods.map(nameOf))}` : 'the pods that it selects, of which none is seen now';
  return [
    `For ${whose} only this is kept, unless another policy allows more: DNS, their namespace, and what Services, Ingresses, env, command and args declare.`,
    ...cutsOf(pods, snapshot),
  ].map((text) => ({ text }));
};

const remediation: Remediation = {
  id: 'allow-all-policy',
  title: 'A NetworkPolicy allows everything',
  severity: 'medium',
  category: 'network',
  why: 'Policies only add: whatever else restricts these pods is without effect, and it looks as if they were protected.',
  risk: 'Connections that no Service, Ingress, env, command or args declares are cut, in the direction that was open.',
  references: [
    kubeaudit('netpols'),
    cis('5.3.2'),
    nsa('Network separation and hardening'),
    kubernetes('concepts/services-networking/network-policies'),
  ],
  kinds: [NETWORK_POLICY],
  reads: ['Service', ...ENTRANCES, ...WORKLOAD_KINDS],
  doubtsFrom: CUT_DOUBTS,
  find,
  fix,
  doubts,
  byDesign: (policy) =>
    namespaceOf(policy) === 'kube-system' ? 'the components of the cluster talk to nodes, pods and the API server as they need' : undefined,
};
export default remediation;
