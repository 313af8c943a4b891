import { Refused } from '../app/errors.ts';
import { kindOf, labelsOf, type Resource } from '../core/resource.ts';
import type { Violation } from '../analysis/psa/check.ts';
import { describeReasons, describeViolations } from '../analysis/psa/describe.ts';
import { labelOf, policyOf, type Mode, type Policy } from '../analysis/psa/labels.ts';
import { isLevel, LEVELS } from '../analysis/psa/level.ts';
import { evaluateResource } from '../analysis/psa/resources.ts';
import { parseVersion, versionOn } from '../analysis/psa/version.ts';

const MODES: readonly Mode[] = ['enforce', 'audit', 'warn'];

/** Every label that does not say what it should, as `PolicyToEvaluate` reports it. */
const labelErrors = (namespace: Resource): readonly string[] =>
  MODES.flatMap((mode) => {
    const [level, version] = [labelsOf(namespace)[labelOf(mode)], labelsOf(namespace)[`${labelOf(mode)}-version`]];
    const wrong = (label: string, value: unknown, must: string): string =>
      `metadata.labels[${label}]: Invalid value: ${JSON.stringify(value)}: ${must}`;
    return [
      ...(level === undefined || isLevel(level) ? [] : [wrong(labelOf(mode), level, `must be one of ${LEVELS.join(', ')}`)]),
      ...(version === undefined || (typeof version === 'string' && parseVersion(version) !== undefined)
        ? []
        : [wrong(`${labelOf(mode)}-version`, version, 'must be "latest" or "v1.x"')]),
    ];
  });

const nameOf = ({ level, version }: Policy): string => `${level}:${version}`;

/** One line for each set of reasons, with the first pod by name and how many more. */
const violatingPods = (pods: readonly Resource[], violationsOf: (pod: Resource) => readonly Violation[]): readonly string[] => {
  const byReason = new Map<string, string[]>();
  for (const pod of pods) {
    const reason = describeReasons(violationsOf(pod));
    if (reason !== '') byReason.set(reason, [...(byReason.get(reason) ?? []), pod.metadata.name].sort());
  }
  const others = (count: number): string => (count === 0 ? '' : count === 1 ? ' (and 1 other pod)' : ` (and ${count} other pods)`);
  return [...byReason].map(([reason, names]) => `${names[0]}${others(names.length - 1)}: ${reason}`).sort();
};

/** Pod Security admission as the API server does it (pod-security-admission v0.36, `admission.go`), without exemptions. */
export const podSecurityAdmission = (serverVersion: string) => {
  const violationsOf = ({ level, version }: Policy, resource: Resource): readonly Violation[] =>
    evaluateResource(level, versionOn(serverVersion, version), resource);
  /** Why a pod made from this template, or this pod, would be refused; undefined when it would not. */
  const refusal = (resource: Resource, namespace: Resource | undefined): string | undefined => {
    if (!namespace) return undefined;
    const policy = policyOf(namespace, 'enforce');
    const violations = violationsOf(policy, resource);
    return violations.length === 0 ? undefined : `violates PodSecurity "${nameOf(policy)}": ${describeViolations(violations)}`;
  };
  return {
    refusal,
    /** Warnings for a pod or workload that is written; throws `Refused` for a new Pod that the namespace does not allow. */
    workload(resource: Resource, namespace: Resource | undefined, isNew: boolean): readonly string[] {
      const refused = kindOf(resource) === 'Pod' && isNew ? refusal(resource, namespace) : undefined;
      if (refused !== undefined) throw new Refused(`pods "${resource.metadata.name}" is forbidden: ${refused}`);
      if (!namespace) return [];
      const policy = policyOf(namespace, 'warn');
      const violations = violationsOf(policy, resource);
      return violations.length === 0 ? [] : [`would violate PodSecurity "${nameOf(policy)}": ${describeViolations(violations)}`];
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
