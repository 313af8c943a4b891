import { systemReason } from '../src/analysis/systemPart.ts';
import { podRemediation } from '../src/core/builders.ts';
import type { Answers, Evidence, Input } from '../src/core/remediation.ts';
import { field, isRecord, text, type Resource } from '../src/core/resource.ts';
import { withFields } from '../src/core/securityContext.ts';
import { declaredIn, podSpecOf, withContainers, type Container, type PodSpec } from '../src/core/workload.ts';
import { checkov, kubeaudit, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, trivy } from './references.ts';

type Sort = 'requests' | 'limits';
type Measure = 'cpu' | 'memory';
const WANTED: readonly (readonly [Sort, Measure])[] = [
  ['requests', 'cpu'],
  ['requests', 'memory'],
  ['limits', 'cpu'],
  ['limits', 'memory'],
];
const QUANTITY = /^(?=.*[1-9])\d+(\.\d+)?(m|[kMGTPE]|[KMGTPE]i|e\d+)?$/;

const valueOf = (of: PodSpec | Container, sort: Sort, measure: Measure): unknown => field(of, 'resources', sort, measure);

/** What a container lacks; resources of the pod as a whole (v1.34) stand for those of its containers. */
const lacking = (container: Container, spec: PodSpec): readonly (readonly [Sort, Measure])[] =>
  WANTED.filter(([sort, measure]) => (valueOf(container, sort, measure) ?? valueOf(spec, sort, measure) ?? null) === null);

const inputName = (sort: Sort, measure: Measure): string => `${measure}${sort === 'requests' ? 'Request' : 'Limit'}`;

const containersIn = (spec: PodSpec): readonly Container[] => declaredIn(spec).map(({ container }) => container);

/** What the other containers of the pod have, where all that say so say the same. */
const common = (spec: PodSpec, sort: Sort, measure: Measure): string | undefined => {
  const said = new Set(containersIn(spec).flatMap((container) => text(valueOf(container, sort, measure)) ?? []));
  return said.size === 1 ? [...said][0] : undefined;
};

const refuse = (value: string): string | undefined =>
  QUANTITY.test(value) ? undefined : `"${value}" is no quantity above zero: write 100m or 0.5 for processors, 128Mi or 1Gi for memory.`;

/** The API server sets a request that is missing to its limit, so only what has neither is asked for. */
const isAsked = (spec: PodSpec, sort: Sort, measure: Measure): boolean =>
  containersIn(spec).some(
    (container) =>
      lacking(container, spec).some(([s, m]) => s === sort && m === measure) &&
      (sort === 'limits' || (valueOf(container, 'limits', measure) ?? null) === null),
  );

const inputs = (resource: Resource): readonly Input[] => {
  const spec = podSpecOf(resource) ?? {};
  return WANTED.filter(([sort, measure]) => isAsked(spec, sort, measure)).map(([sort, measure]) => {
    const known = common(spec, sort, measure);
    return {
      name: inputName(sort, measure),
      ask: `${sort === 'requests' ? 'Request' : 'Limit'} of ${measure} for each container that has none`,
      ...(known === undefined ? {} : { default: known }),
      refuse,
    };
  });
};

const completed = (container: Container, spec: PodSpec, answers: Answers): Container => {
  const resources = isRecord(container['resources']) ? container['resources'] : {};
  const [requests, limits] = (['requests', 'limits'] as const).map((sort) => {
    const missing = lacking(container, spec).filter(([s]) => s === sort);
    const added = missing.map(([, measure]) => [
      measure,
      (sort === 'requests' ? valueOf(container, 'limits', measure) : undefined) ?? answers[inputName(sort, measure)],
    ]);
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
