import { Refused } from '../app/errors.ts';
import { kindOf, labelsOf, type Resource } from '../core/resource.ts';
import { podMetadataOf, podSpecOf, type PodSpec } from '../core/workload.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';

/** What a pod does that a level does not allow, in the words of the API server. */
export interface Violation {
  readonly check: string;
  readonly reason: string;
  readonly detail: string;
}

export type EvaluatePod = (
  level: Level,
  version: string,
  metadata: Readonly<Record<string, unknown>>,
  spec: PodSpec,
) => readonly Violation[];

const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];

const isLevel = (value: unknown): value is Level => LEVELS.some((level) => level === value);

const isVersion = (value: unknown): boolean => typeof value === 'string' && /^(latest|v1\.(0|[1-9]\d*))$/.test(value);

const LABEL = 'pod-security.kubernetes.io/';

interface Policy {
  readonly level: Level;
  readonly version: string;
}

/** Every label that does not say what it should, as `PolicyToEvaluate` reports it. */
const labelErrors = (namespace: Resource): readonly string[] =>
  ['enforce', 'audit', 'warn'].flatMap((mode) => {
    const [level, version] = [labelsOf(namespace)[LABEL + mode], labelsOf(namespace)[`${LABEL}${mode}-version`]];
    const wrong = (label: string, value: unknown, must: string): string =>
      `metadata.labels[${LABEL}${label}]: Invalid value: ${JSON.stringify(value)}: ${must}`;
    return [
      ...(level === undefined || isLevel(level) ? [] : [wrong(mode, level, `must be one of ${LEVELS.join(', ')}`)]),
      ...(version === undefined || isVersion(version) ? [] : [wrong(`${mode}-version`, version, 'must be "latest" or "v1.x"')]),
    ];
  });

/** What a namespace demands; a level that cannot be read enforces `restricted` and warns of nothing, as in the API server. */
const policyOf = (namespace: Resource | undefined, mode: 'enforce' | 'warn'): Policy => {
  const labels = namespace ? labelsOf(namespace) : {};
  const [level, version] = [labels[LABEL + mode], labels[`${LABEL}${mode}-version`]];
  if (level === undefined && mode === 'warn' && isLevel(labels[`${LABEL}enforce`])) return policyOf(namespace, 'enforce');
  const unreadable = mode === 'enforce' ? 'restricted' : 'privileged';
  return {
    level: level === undefined ? 'privileged' : isLevel(level) ? level : unreadable,
    version: typeof version === 'string' ? version : 'latest',
  };
};

const nameOf = ({ level, version }: Policy): string => `${level}:${version}`;

const detailsOf = (violations: readonly Violation[]): string =>
  violations.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');

/** One line for each set of reasons, with the first pod by name and how many more. */
const violatingPods = (pods: readonly Resource[], violationsOf: (pod: Resource) => readonly Violation[]): readonly string[] => {
  const byReason = new Map<string, string[]>();
  for (const pod of pods) {
    const reason = violationsOf(pod)
      .map((violation) => violation.reason)
      .join(', ');
    if (reason !== '') byReason.set(reason, [...(byReason.get(reason) ?? []), pod.metadata.name].sort());
  }
  const others = (count: number): string => (count === 0 ? '' : count === 1 ? ' (and 1 other pod)' : ` (and ${count} other pods)`);
  return [...byReason].map(([reason, names]) => `${names[0]}${others(names.length - 1)}: ${reason}`).sort();
};

/** Pod Security admission as the API server does it (pod-security-admission v0.36, `admission.go`), without exemptions. */
export const podSecurityAdmission = (evaluate: EvaluatePod) => {
  const violationsOf = (policy: Policy, resource: Resource): readonly Violation[] => {
    const spec = podSpecOf(resource);
    return spec === undefined || policy.level === 'privileged' ? [] : evaluate(policy.level, policy.version, podMetadataOf(resource), spec);
  };
  /** Why a pod made from this template, or this pod, would be refused; undefined when it would not. */
  const refusal = (resource: Resource, namespace: Resource | undefined): string | undefined => {
    const policy = policyOf(namespace, 'enforce');
    const violations = violationsOf(policy, resource);
    return violations.length === 0 ? undefined : `violates PodSecurity "${nameOf(policy)}": ${detailsOf(violations)}`;
  };
  return {
    refusal,
    /** Warnings for a pod or workload that is written; throws `Refused` for a new Pod that the namespace does not allow. */
    workload(resource: Resource, namespace: Resource | undefined, isNew: boolean): readonly string[] {
      const refused = kindOf(resource) === 'Pod' && isNew ? refusal(resource, namespace) : undefined;
      if (refused !== undefined) throw new Refused(`pods "${resource.metadata.name}" is forbidden: ${refused}`);
      const policy = policyOf(namespace, 'warn');
      const violations = violationsOf(policy, resource);
      return violations.length === 0 ? [] : [`would violate PodSecurity "${nameOf(policy)}": ${detailsOf(violations)}`];
    },
    /** Warnings about running pods when `enforce` gets stricter; throws `Refused` for labels that say nothing. */
    namespace(before: Resource | undefined, after: Resource, pods: readonly Resource[]): readonly string[] {
      const wrong = labelErrors(after);
      if (wrong.length > 0 && wrong.join() !== (before && labelErrors(before).join()))
        throw new Refused(`Namespace "${after.metadata.name}" is invalid: ${wrong.length === 1 ? wrong[0] : `[${wrong.join(', ')}]`}`);
      if (!before) return [];
      const [was, is] = [policyOf(before, 'enforce'), policyOf(after, 'enforce')];
      const isRelaxed = was.version === is.version && LEVELS.indexOf(is.level) <= LEVELS.indexOf(was.level);
      if (isRelaxed || is.level === 'privileged') return [];
      const found = violatingPods(pods, (pod) => violationsOf(is, pod));
      return found.length === 0
        ? []
        : [`existing pods in namespace "${after.metadata.name}" violate the new PodSecurity enforce level "${nameOf(is)}"`, ...found];
    },
  };
};

export type PodSecurityAdmission = ReturnType<typeof podSecurityAdmission>;
