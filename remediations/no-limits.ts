import { MEASURES, SORTS, written, type Measure, type Sort } from '../src/analysis/resources/measure.ts';
import { limitFor, requestFor, usedByAny, type Placed } from '../src/analysis/resources/offer.ts';
import { amountOf, quantity, refuseQuantity } from '../src/analysis/resources/quantity.ts';
import { POD_METRICS } from '../src/analysis/resources/usage.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { podRemediation } from '../src/core/builders.ts';
import type { Answers, Evidence, Input } from '../src/core/remediation.ts';
import { isRecord, text, type Resource } from '../src/core/resource.ts';
import { withFields } from '../src/core/securityContext.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { declaredIn, podSpecOf, withContainers, type Container, type PodSpec } from '../src/core/workload.ts';
import { checkov, kubeaudit, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, trivy } from './references.ts';

const WANTED: readonly (readonly [Sort, Measure])[] = SORTS.flatMap((sort) => MEASURES.map((measure) => [sort, measure] as const));

/** What a container lacks; resources of the pod as a whole (v1.34) stand for those of its containers. */
const lacking = (container: Container, spec: PodSpec): readonly (readonly [Sort, Measure])[] =>
  WANTED.filter(([sort, measure]) => (written(container, sort, measure) ?? written(spec, sort, measure)) === undefined);

const inputName = (sort: Sort, measure: Measure): string => `${measure}${sort === 'requests' ? 'Request' : 'Limit'}`;

const containersIn = (spec: PodSpec): readonly Container[] => declaredIn(spec).map(({ container }) => container);

/** What the other containers of the pod have, where all that say so say the same. */
const common = (spec: PodSpec, sort: Sort, measure: Measure): string | undefined => {
  const said = new Set(containersIn(spec).flatMap((container) => text(written(container, sort, measure)) ?? []));
  return said.size === 1 ? [...said][0] : undefined;
};

/** The containers that an answer is for. The API server sets a request that is missing to its limit, so only what has neither is asked for. */
const asking = (workload: Resource, sort: Sort, measure: Measure): readonly Placed[] => {
  const spec = podSpecOf(workload) ?? {};
  return containersIn(spec)
    .filter(
      (container) =>
        lacking(container, spec).some(([s, m]) => s === sort && m === measure) &&
        (sort === 'limits' || written(container, 'limits', measure) === undefined),
    )
    .map((container) => ({ workload, container }));
};

/** By what metrics say that these containers use, else as the others of the pod have it; a limit is never below the request. */
const offered = (workload: Resource, sort: Sort, measure: Measure, snapshot: Snapshot): string | undefined => {
  const usual = common(podSpecOf(workload) ?? {}, sort, measure);
  if (sort === 'requests') {
    const request = requestFor(asking(workload, sort, measure), measure, snapshot);
    return request === undefined ? usual : quantity(measure, request);
  }
  const limit = limitFor(asking(workload, sort, measure), measure, snapshot, undefined);
  const request = amountOf(offered(workload, 'requests', measure, snapshot)) ?? 0;
  return limit === undefined ? usual : quantity(measure, Math.max(limit, request));
};

const inputs = (workload: Resource, snapshot: Snapshot): readonly Input[] =>
  WANTED.filter(([sort, measure]) => asking(workload, sort, measure).length > 0).map(([sort, measure]) => {
    const used = usedByAny(asking(workload, sort, measure), measure, snapshot);
    const known = offered(workload, sort, measure, snapshot);
    const seen = used === undefined ? '' : `; now one uses up to ${quantity(measure, used)}`;
    return {
      name: inputName(sort, measure),
      ask: `${sort === 'requests' ? 'Request' : 'Limit'} of ${measure} for each container that has none${sort === 'limits' ? ', or its request where that is more' : ''}${seen}`,
      ...(known === undefined ? {} : { default: known }),
      refuse: refuseQuantity,
    };
  });

/** A limit below the request is refused by the API server: then the request is the limit. */
const limitOf = (container: Container, measure: Measure, answers: Answers): unknown => {
  const [request, limit] = [
    written(container, 'requests', measure) ?? answers[inputName('requests', measure)],
    answers[inputName('limits', measure)],
  ];
  return (amountOf(request) ?? 0) > (amountOf(limit) ?? Infinity) ? request : limit;
};

const requestOf = (container: Container, measure: Measure, answers: Answers): unknown =>
  written(container, 'limits', measure) ?? answers[inputName('requests', measure)];

const completed = (container: Container, spec: PodSpec, answers: Answers): Container => {
  const resources = isRecord(container['resources']) ? container['resources'] : {};
  const [requests, limits] = SORTS.map((sort) => {
    const missing = lacking(container, spec).filter(([s]) => s === sort);
    const added = missing.map(([, measure]) => [measure, (sort === 'requests' ? requestOf : limitOf)(container, measure, answers)]);
    const own = isRecord(resources[sort]) ? resources[sort] : {};
    const next = withFields(own, Object.fromEntries(added) as Record<string, unknown>);
    return Object.keys(next).length === 0 ? resources[sort] : next;
  });
  const next = withFields(resources, { requests, limits });
  return Object.keys(next).length === 0 ? container : withFields(container, { resources: next });
};

export default podRemediation({
  id: 'no-limits',
  title: 'Containers have no requests or limits of CPU and memory',
  severity: 'medium',
  category: 'resources',
  why: 'One container can starve all others of its node, by a fault or on purpose, and the scheduler does not know where there is room.',
  risk: 'Above its memory limit a container is killed, above its CPU limit it is slowed down; requests that no node has room for leave pods pending.',
  references: [
    ...['C-0268', 'C-0269', 'C-0270', 'C-0271'].map(kubescape),
    ...['KSV-0011', 'KSV-0015', 'KSV-0016', 'KSV-0018'].map(trivy),
    ...['cpuLimitsMissing', 'cpuRequestsMissing', 'memoryLimitsMissing', 'memoryRequestsMissing'].map(polaris),
    kubeaudit('limits'),
    ...['CKV_K8S_10', 'CKV_K8S_11', 'CKV_K8S_12', 'CKV_K8S_13'].map(checkov),
    ...['unset-cpu-requirements', 'unset-memory-requirements'].map(kubeLinter),
    kyverno('best-practices/require-pod-requests-limits'),
    nsa('Network separation and hardening: resource policies'),
    kubernetes('concepts/configuration/manage-resources-containers'),
  ],
  hints: [POD_METRICS],
  weaknesses: (spec): readonly Evidence[] =>
    declaredIn(spec).flatMap(({ container, path }) => {
      const missing = lacking(container, spec).map(([sort, measure]) => `${sort}.${measure}`);
      return missing.length === 0 ? [] : [{ path: `${path}.resources`, detail: `${missing.join(', ')} not set` }];
    }),
  harden: (spec, _resource, _snapshot, answers) =>
    withContainers(spec, (container) => (lacking(container, spec).length === 0 ? container : completed(container, spec, answers))),
  inputs,
  byDesign: systemReason,
});
