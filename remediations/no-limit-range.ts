import { freeName } from '../src/analysis/network/policyObjects.ts';
import { saidByContainer, silentIn } from '../src/analysis/resources/asked.ts';
import { LIMIT_RANGE } from '../src/analysis/resources/defaults.ts';
import { MEASURE_NAMES, MEASURES, type Measure, type Sort } from '../src/analysis/resources/measure.ts';
import { limitFor, requestFor, usedByAny, type Placed } from '../src/analysis/resources/offer.ts';
import { amountOf, NONE, quantity, refuseQuantity, refuseQuantityOrNone } from '../src/analysis/resources/quantity.ts';
import { POD_METRICS } from '../src/analysis/resources/usage.ts';
import { runningIn } from '../src/analysis/running.ts';
import { listed, nameOf } from '../src/analysis/sentences.ts';
import { systemNamespaceReason } from '../src/analysis/systemNamespace.ts';
import { creationOf } from '../src/core/change.ts';
import type { Answers, Doubt, Edit, Input, Remediation } from '../src/core/remediation.ts';
import { field, isRecord, items, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { declaredIn, podSpecOf, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { kubernetes, nsa, trivy } from './references.ts';

const NAME = 'container-defaults';

const says = (item: Readonly<Record<string, unknown>>, measure: Measure): boolean =>
  item['type'] === 'Container' &&
  ['default', 'defaultRequest', 'max'].some((name) => isRecord(item[name]) && (item[name][measure] ?? null) !== null);

/** Of what no LimitRange of the namespace gives containers a default. In files a namespace without a manifest of its own may have it elsewhere. */
const withoutDefault = (namespace: Resource, snapshot: Snapshot): readonly Measure[] => {
  if (snapshot.facts.origin === 'files' && snapshot.isSynthetic(namespace)) return [];
  const there = snapshot.list(LIMIT_RANGE, namespace.metadata.name).flatMap((range) => items(field(range, 'spec', 'limits')));
  return MEASURES.filter((measure) => !there.some((item) => says(item, measure)));
};

const silent = (namespace: string, sort: Sort, measure: Measure, snapshot: Snapshot): readonly Placed[] =>
  runningIn(namespace, snapshot).flatMap((workload) =>
    silentIn(podSpecOf(workload) ?? {}, sort, measure).map((container) => ({ workload, container })),
  );

/** What the other containers of the namespace say, in ascending order. */
const said = (namespace: string, sort: Sort, measure: Measure, snapshot: Snapshot): readonly number[] =>
  runningIn(namespace, snapshot)
    .flatMap((workload) => declaredIn(podSpecOf(workload)).flatMap(({ container }) => saidByContainer(container, sort, measure) ?? []))
    .sort((a, b) => a - b);

/** From what those use that would get it, else what is usual in the namespace: the median of requests, the highest of limits. */
const offer = (namespace: string, sort: Sort, measure: Measure, snapshot: Snapshot): number | undefined => {
  const getting = silent(namespace, sort, measure, snapshot);
  const usual = said(namespace, sort, measure, snapshot);
  if (sort === 'limits') return limitFor(getting, measure, snapshot, usual.at(-1));
  return requestFor(getting, measure, snapshot) ?? usual[Math.floor(usual.length / 2)];
};

const inputName = (sort: Sort, measure: Measure): string => `${measure}${sort === 'requests' ? 'Request' : 'Limit'}`;

const inputsFor = (namespace: string, measure: Measure, snapshot: Snapshot): readonly Input[] => {
  const used = usedByAny(silent(namespace, 'limits', measure, snapshot), measure, snapshot);
  const seen = used === undefined ? '' : `; those now use up to ${quantity(measure, used)}`;
  const ask = (sort: string): string => `${sort} of ${MEASURE_NAMES[measure]} for containers that state none${seen}`;
  const [request, limit] = [offer(namespace, 'requests', measure, snapshot), offer(namespace, 'limits', measure, snapshot)];
  const atLeast = limit === undefined ? undefined : quantity(measure, Math.max(limit, request ?? 0));
  const offered = measure === 'cpu' ? NONE : atLeast;
  return [
    {
      name: inputName('requests', measure),
      ask: ask('Request'),
      ...(request === undefined ? {} : { default: quantity(measure, request) }),
      refuse: refuseQuantity,
    },
    {
      name: inputName('limits', measure),
      ask: `${ask('Limit')} (the request where that is more), or "${NONE}"`,
      ...(offered === undefined ? {} : { default: offered }),
      refuse: refuseQuantityOrNone,
    },
  ];
};

const fix = (namespace: Resource, snapshot: Snapshot, answers: Answers): readonly Edit[] => {
  const given = (sort: Sort): Readonly<Record<string, string>> =>
    Object.fromEntries(
      withoutDefault(namespace, snapshot).flatMap((measure) => {
        const answer = answers[inputName(sort, measure)];
        return answer === undefined || answer === NONE ? [] : [[measure, answer]];
      }),
    );
  const requests = given('requests');
  // The API server refuses a default limit below the default request.
  const limits = Object.fromEntries(
    Object.entries(given('limits')).map(([measure, limit]) => {
      const request = requests[measure];
      return [measure, request !== undefined && (amountOf(request) ?? 0) > (amountOf(limit) ?? 0) ? request : limit];
    }),
  );
  const item = {
    type: 'Container',
    ...(Object.keys(limits).length > 0 ? { default: limits } : {}),
    ...(Object.keys(requests).length > 0 ? { defaultRequest: requests } : {}),
  };
  if (Object.keys(item).length === 1) return [];
  const taken = new Set(snapshot.list(LIMIT_RANGE, namespace.metadata.name).map(({ metadata }) => metadata.name));
  const metadata = { name: freeName(NAME, taken), namespace: namespace.metadata.name };
  const source = snapshot.ref(namespace).source;
  const creation = creationOf({ apiVersion: 'v1', kind: LIMIT_RANGE, metadata, spec: { limits: [item] } });
  return [{ ...creation, ...(source ? { beside: source } : {}) }];
};

const doubts = (namespace: Resource, snapshot: Snapshot): readonly Doubt[] =>
  withoutDefault(namespace, snapshot).flatMap((measure) => {
    const getting = silent(namespace.metadata.name, 'limits', measure, snapshot);
    if (getting.length === 0) return [];
    const names = listed([...new Set(getting.map(({ workload }) => nameOf(workload)))]);
    const happens = measure === 'cpu' ? 'slowed down' : 'killed';
    const most = Math.max(0, ...getting.map(({ container }) => saidByContainer(container, 'requests', measure) ?? 0));
    const least = most > 0 ? ` One of them requests ${quantity(measure, most)}: a default limit below that refuses its pods.` : '';
    return [
      {
        text: `${names}: containers without a limit of ${MEASURE_NAMES[measure]} get a default limit at their next start, and are ${happens} above it.${least}`,
      },
    ];
  });

const remediation: Remediation = {
  id: 'no-limit-range',
  title: 'Containers of a namespace that state no CPU and memory get none',
  severity: 'low',
  category: 'resources',
  why: 'A container that says nothing may take all that its node has, and the scheduler counts it as nothing.',
  risk: 'New pods get the defaults where they state nothing: above the memory limit they are killed, above the CPU limit slowed down. Running pods stay as they are.',
  references: [trivy('KSV-0039'), nsa('Network separation and hardening: resource policies'), kubernetes('concepts/policy/limit-range')],
  kinds: ['Namespace'],
  reads: [LIMIT_RANGE, ...WORKLOAD_KINDS],
  hints: [POD_METRICS],
  find: (namespace, snapshot) =>
    withoutDefault(namespace, snapshot).map((measure) => ({
      path: 'metadata.name',
      detail: `no LimitRange gives containers a default of ${MEASURE_NAMES[measure]}`,
    })),
  inputs: (namespace, snapshot) =>
    withoutDefault(namespace, snapshot).flatMap((measure) => inputsFor(namespace.metadata.name, measure, snapshot)),
  fix,
  doubts,
  byDesign: (namespace) => systemNamespaceReason(namespace.metadata.name),
};
export default remediation;
