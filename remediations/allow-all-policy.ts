import { policiesFor } from '../src/analysis/network/allows.ts';
import { cutsOf } from '../src/analysis/network/cuts.ts';
import { ENTRANCES } from '../src/analysis/network/entrances.ts';
import type { LabelSelector } from '../src/analysis/network/isolation.ts';
import { directionsOf, NETWORK_POLICY, podLabelsOf, selectsPods, workloadsIn, type Direction } from '../src/analysis/network/policies.ts';
import { allowsEverything } from '../src/analysis/network/reaching.ts';
import { namespaceOf } from '../src/analysis/namespaces.ts';
import { listed, nameOf } from '../src/analysis/sentences.ts';
import { editOf, equal } from '../src/core/change.ts';
import type { Doubt, Evidence, Remediation } from '../src/core/remediation.ts';
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

/** The policy with its own narrower rules, and what is declared in place of those that allow everything. */
const narrowed = (policy: Resource, snapshot: Snapshot): Resource => {
  const selector = (specOf(policy)['podSelector'] ?? {}) as LabelSelector;
  const group = { suffix: `-${policy.metadata.name}`, selector, members: selected(policy, snapshot) };
  const declared = policiesFor(group, namespaceOf(policy), snapshot);
  const open = directionsOf(policy).filter((direction) => rulesIn(policy, direction).some((rule) => isOpen(policy, direction, rule)));
  const changed = open.map((direction) => {
    const name = RULES[direction];
    const rules = [...rulesIn(policy, direction), ...declared.flatMap((draft): readonly unknown[] => draft[name] ?? [])].filter(
      (rule) => !isOpen(policy, direction, rule),
    );
    const distinct = rules.filter((rule, i) => rules.findIndex((other) => equal(rule, other)) === i);
    return [name, distinct.length > 0 ? distinct : undefined] as const;
  });
  // Types that follow from the rules would change with them.
  return {
    ...policy,
    spec: withFields(specOf(policy), {
      ...Object.fromEntries(changed),
      policyTypes: specOf(policy)['policyTypes'] ?? directionsOf(policy),
    }),
  };
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
  find,
  fix: (policy, snapshot) => (find(policy).length === 0 ? [] : [editOf(snapshot, policy, narrowed(policy, snapshot))]),
  doubts,
  byDesign: (policy) =>
    namespaceOf(policy) === 'kube-system' ? 'the components of the cluster talk to nodes, pods and the API server as they need' : undefined,
};
export default remediation;
