import { nameOf, listed } from '../src/analysis/sentences.ts';
import { freeName } from '../src/analysis/network/policyObjects.ts';
import { AUTOSCALER, demandIn } from '../src/analysis/resources/demand.ts';
import { LIMIT_RANGE } from '../src/analysis/resources/defaults.ts';
import { MEASURE_NAMES, MEASURES, SORTS, type Measure, type Sort } from '../src/analysis/resources/measure.ts';
import { NONE, quantity, refuseQuantity, refuseQuantityOrNone } from '../src/analysis/resources/quantity.ts';
import { POD_METRICS } from '../src/analysis/resources/usage.ts';
import { systemNamespaceReason } from '../src/analysis/systemNamespace.ts';
import { creationOf } from '../src/core/change.ts';
import type { Answers, Doubt, Edit, Input, Remediation } from '../src/core/remediation.ts';
import { field, isRecord, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { kubernetes, kyverno, nsa, trivy } from './references.ts';

const QUOTA = 'ResourceQuota';
const NAME = 'compute-resources';
/** Room for growth and for the pods that a rolling update runs besides. */
const ROOM = 1.5;

/** A quota with scopes holds for some of the pods only. */
const isWhole = (quota: Resource): boolean => {
  const scopes = field(quota, 'spec', 'scopes');
  return !isRecord(field(quota, 'spec', 'scopeSelector')) && !(Array.isArray(scopes) && scopes.length > 0);
};

const limits = (quota: Resource, measure: Measure): boolean =>
  [measure, `requests.${measure}`, `limits.${measure}`].some((name) => (field(quota, 'spec', 'hard', name) ?? null) !== null);

/** What no quota of the namespace limits. In files a namespace without a manifest of its own may have its quota elsewhere. */
const unlimited = (namespace: Resource, snapshot: Snapshot): readonly Measure[] => {
  if (snapshot.facts.origin === 'files' && snapshot.isSynthetic(namespace)) return [];
  const quotas = snapshot.list(QUOTA, namespace.metadata.name).filter(isWhole);
  return MEASURES.filter((measure) => !quotas.some((quota) => limits(quota, measure)));
};

const inputName = (sort: Sort, measure: Measure): string => `${measure}${sort === 'requests' ? 'Requests' : 'Limits'}`;

const input = (namespace: string, sort: Sort, measure: Measure, snapshot: Snapshot): Input => {
  const { amount, silent } = demandIn(namespace, sort, measure, snapshot);
  const sum = amount > 0 ? `; now it is ${quantity(measure, amount)}` : '';
  const room = amount > 0 ? { default: quantity(measure, amount * ROOM) } : {};
  const ask = `${MEASURE_NAMES[measure]} that all pods of the namespace together may have as ${sort}${sum}`;
  if (sort === 'requests') return { name: inputName(sort, measure), ask, ...room, refuse: refuseQuantity };
  const isRefused = silent.length > 0 || amount === 0;
  return {
    name: inputName(sort, measure),
    ask: `${ask}, or "${NONE}": with a number, pods without such a limit are refused`,
    ...(isRefused ? { default: NONE } : room),
    refuse: refuseQuantityOrNone,
  };
};

const fix = (namespace: Resource, snapshot: Snapshot, answers: Answers): readonly Edit[] => {
  const hard = unlimited(namespace, snapshot).flatMap((measure) =>
    SORTS.flatMap((sort) => {
      const answer = answers[inputName(sort, measure)];
      return answer === undefined || answer === NONE ? [] : [[`${sort}.${measure}`, answer] as const];
    }),
  );
  if (hard.length === 0) return [];
  const taken = new Set(snapshot.list(QUOTA, namespace.metadata.name).map(({ metadata }) => metadata.name));
  const metadata = { name: freeName(NAME, taken), namespace: namespace.metadata.name };
  const source = snapshot.ref(namespace).source;
  const creation = creationOf({ apiVersion: 'v1', kind: QUOTA, metadata, spec: { hard: Object.fromEntries(hard) } });
  return [{ ...creation, ...(source ? { beside: source } : {}) }];
};

const doubts = (namespace: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const missing = unlimited(namespace, snapshot);
  const silent = missing.map((measure) => demandIn(namespace.metadata.name, 'requests', measure, snapshot).silent);
  const workloads = [...new Set(silent.flat())];
  if (workloads.length === 0) return [];
  const what = missing.filter((_, i) => silent[i]!.length > 0).map((measure) => MEASURE_NAMES[measure]);
  return [
    {
      text: `${listed(workloads.map(nameOf))} request no ${what.join(' or ')}: with a quota their next pods are refused, unless no-limits or the defaults of no-limit-range come first.`,
    },
  ];
};

const remediation: Remediation = {
  id: 'no-quota',
  title: 'A namespace may use all CPU and memory of the cluster',
  severity: 'low',
  category: 'resources',
  why: 'Whoever may create pods in it can take the room of everybody else, by a fault or on purpose.',
  risk: 'Once the quota is used up new pods are refused, also those of rollouts and autoscalers; pods that state no request are refused at once.',
  references: [
    trivy('KSV-0040'),
    kyverno('best-practices/add-ns-quota'),
    nsa('Network separation and hardening: resource policies'),
    kubernetes('concepts/policy/resource-quotas'),
  ],
  kinds: ['Namespace'],
  reads: [QUOTA, LIMIT_RANGE, ...WORKLOAD_KINDS],
  hints: [AUTOSCALER, POD_METRICS],
  find: (namespace, snapshot) =>
    unlimited(namespace, snapshot).map((measure) => ({
      path: 'metadata.name',
      detail: `no ResourceQuota limits ${MEASURE_NAMES[measure]}`,
    })),
  inputs: (namespace, snapshot) =>
    unlimited(namespace, snapshot).flatMap((measure) => SORTS.map((sort) => input(namespace.metadata.name, sort, measure, snapshot))),
  fix,
  doubts,
  byDesign: (namespace) => systemNamespaceReason(namespace.metadata.name),
};
export default remediation;
