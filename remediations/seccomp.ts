import { breachesOf } from '../src/analysis/psa/breaches.ts';
import { seccompRestricted } from '../src/analysis/psa/checks/seccompProfile.ts';
import { commandOf } from '../src/analysis/said.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { isWindowsPod } from '../src/analysis/windows.ts';
import { podRemediation } from '../src/core/builders.ts';
import { editOf } from '../src/core/change.ts';
import type { Doubt, Remediation } from '../src/core/remediation.ts';
import { annotationsOf, isRecord, text, type Resource } from '../src/core/resource.ts';
import { securityContextOf, withFields, withSecurityContext } from '../src/core/securityContext.ts';
import {
  containersOf,
  DECLARED,
  podMetadataOf,
  podSpecOf,
  withContainers,
  withPodMetadata,
  type Container,
  type PodSpec,
} from '../src/core/workload.ts';
import { checkov, cis, kubeaudit, kubernetes, kubescape, kyverno, nsa, pss, trivy } from './references.ts';

const ALLOWED = ['RuntimeDefault', 'Localhost'];

/** The type of the profile that a pod or container sets; undefined where it sets none. */
const profileOf = (of: PodSpec | Container): unknown => {
  const profile = securityContextOf(of)['seccompProfile'];
  return isRecord(profile) ? (profile['type'] ?? '') : undefined;
};

const isWrong = (of: PodSpec | Container): boolean => {
  const type = profileOf(of);
  return type !== undefined && !ALLOWED.some((allowed) => allowed === type);
};

const byDefault = (of: PodSpec | Container): PodSpec => {
  const { seccompProfile } = securityContextOf(of);
  const kept = isRecord(seccompProfile) ? seccompProfile : {};
  return withSecurityContext(of, { seccompProfile: withFields(kept, { type: 'RuntimeDefault', localhostProfile: undefined }) });
};

const harden = (spec: PodSpec): PodSpec => {
  const containers = withContainers(spec, (container) => (isWrong(container) ? byDefault(container) : container));
  const isSilent = containersIn(containers).some((container) => profileOf(container) === undefined);
  return isWrong(spec) || (profileOf(spec) === undefined && isSilent) ? byDefault(containers) : containers;
};

const containersIn = (spec: PodSpec): readonly Container[] =>
  DECLARED.flatMap((list) => {
    const there = spec[list];
    return Array.isArray(there) ? there.filter(isRecord) : [];
  });

const ANNOTATION = /^(?:seccomp\.security\.alpha\.kubernetes\.io\/pod|container\.seccomp\.security\.alpha\.kubernetes\.io\/(.*))$/s;

interface Chosen {
  readonly name: string;
  readonly value: unknown;
  /** Whose: a container's by name, else the pod's. */
  readonly container: string | undefined;
}

/** What annotations, which counted before there were fields (v1.27 was the last to look at them), say other than RuntimeDefault. */
const byAnnotation = (resource: Resource): readonly Chosen[] =>
  Object.entries(annotationsOf({ metadata: podMetadataOf(resource) })).flatMap(([name, value]) => {
    const found = ANNOTATION.exec(name);
    return !found || value === 'runtime/default' || value === 'docker/default' ? [] : [{ name, value, container: found[1] }];
  });

/** Without the annotations that contradict a field beside them: with both, the API server refuses the pod. */
const agreeing = (resource: Resource): Resource => {
  const of = (container: string | undefined): PodSpec | Container | undefined =>
    container === undefined
      ? podSpecOf(resource)
      : containersOf(resource, DECLARED).find((placed) => placed.container['name'] === container)?.container;
  const wrong = byAnnotation(resource).filter(({ container }) => profileOf(of(container) ?? {}) === 'RuntimeDefault');
  if (wrong.length === 0) return resource;
  const names = new Set(wrong.map(({ name }) => name));
  return withPodMetadata(resource, (metadata) => ({
    ...metadata,
    annotations: Object.fromEntries(Object.entries(annotationsOf({ metadata })).filter(([name]) => !names.has(name))),
  }));
};

/** Programs that use system calls which the default profiles of the runtimes refuse. */
const UNUSUAL =
  /(^|\/)(strace|ltrace|gdb|perf|bpftrace|bpftool|unshare|nsenter|bwrap|runc|dockerd|buildkitd|buildah|podman|chrome|chromium)$/;

const doubts = (resource: Resource): readonly Doubt[] => [
  ...byAnnotation(resource).map(({ name, value }) => ({
    text: `Somebody chose ${String(value)} by the annotation ${name}, which servers of today do not look at.`,
  })),
  ...(isWrong(podSpecOf(resource) ?? {})
    ? [{ text: `Somebody chose ${String(profileOf(podSpecOf(resource) ?? {}))} for the pod, perhaps for a reason.` }]
    : []),
  ...containersOf(resource, DECLARED).flatMap(({ container }) => {
    const name = text(container['name']) ?? '?';
    if (isWrong(container))
      return [{ text: `Somebody chose ${String(profileOf(container))} for container ${name}, perhaps for a reason.` }];
    const image = (text(container['image']) ?? '').replace(/@.*$/s, '').replace(/:[^:/]*$/, '');
    const program = [...commandOf(container), image].find((word) => UNUSUAL.test(word));
    return program === undefined
      ? []
      : [{ text: `container ${name} runs ${program}, which uses system calls that the default profile refuses` }];
  }),
];

const rule = podRemediation({
  id: 'seccomp',
  title: 'Containers may use every system call',
  severity: 'medium',
  category: 'pod-security',
  why: 'Most ways out of a container use a weakness of the kernel behind a system call that no ordinary program needs.',
  risk: 'Programs that trace others, build containers or make namespaces of their own are refused by the kernel.',
  references: [
    pss('restricted'),
    cis('5.6.2'),
    kubescape('C-0210'),
    ...['KSV-0030', 'KSV-0104'].map(trivy),
    kubeaudit('seccomp'),
    checkov('CKV_K8S_31'),
    kyverno('pod-security/restricted/restrict-seccomp-strict'),
    nsa('Kubernetes Pod security'),
    kubernetes('tutorials/security/seccomp'),
  ],
  weaknesses: (spec, resource, snapshot) => (isWindowsPod(spec) ? [] : breachesOf(seccompRestricted, resource, snapshot)),
  harden,
  doubts,
  byDesign: systemReason,
});

const remediation: Remediation = {
  ...rule,
  fix: (resource, snapshot, answers) =>
    (rule.fix?.(resource, snapshot, answers) ?? []).map((edit) => (edit.after ? editOf(snapshot, resource, agreeing(edit.after)) : edit)),
};
export default remediation;
