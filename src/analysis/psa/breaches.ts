import type { Evidence } from '../../core/remediation.ts';
import type { Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { declaredIn, podMetadataOf, type PodSpec } from '../../core/workload.ts';
import type { Check, Judge } from './check.ts';
import { completedSpec } from './completed.ts';
import { judgedPod, type JudgedPod } from './judgedPod.ts';
import { judgeAt } from './registry.ts';
import { NEWEST_MINOR, parseVersion, versionOn } from './version.ts';

/** A check as this server has it; its first revision where it came later than the server. */
const judgeOf = (check: Check, { facts }: Snapshot): Judge => {
  const minor = parseVersion(versionOn(facts.serverVersion, 'latest')) ?? NEWEST_MINOR;
  const judge = judgeAt(check, minor) ?? check.revisions[0]?.judge;
  if (!judge) throw new Error(`Pod Security check ${check.id} has no revision`);
  return judge;
};

/** What a person declares: ephemeral containers are over when they end. */
const declared = (resource: Resource): JudgedPod =>
  judgedPod(podMetadataOf(resource), { ...completedSpec(resource), ephemeralContainers: undefined });

const pods = derived(() => new Map<Resource, JudgedPod>());

const podOf = (resource: Resource, snapshot: Snapshot): JudgedPod => {
  const known = pods(snapshot);
  const pod = known.get(resource) ?? declared(resource);
  known.set(resource, pod);
  return pod;
};

/** Paths within the pod spec: the field of the pod itself, and of a container. */
export interface Places {
  readonly pod: string;
  readonly container: string;
}

const CONTEXTS: Places = { pod: 'securityContext', container: 'securityContext' };

const inContainers = (pod: JudgedPod, spec: PodSpec, judge: Judge, ofPod: string | undefined, place: string): readonly Evidence[] =>
  declaredIn(spec).flatMap(({ container, path }) => {
    const detail = judge({ ...pod, containers: [container] })?.detail;
    return detail === undefined || detail === ofPod ? [] : [{ path: `${path}.${place}`, detail }];
  });

/**
 * Where a pod or template breaks one check of Pod Security, as this server would judge it, in the server's words: for the pod
 * itself, and for each declared container. Paths are relative to the pod spec.
 */
export const breachesOf = (check: Check, resource: Resource, snapshot: Snapshot, places: Places = CONTEXTS): readonly Evidence[] => {
  const pod = podOf(resource, snapshot);
  const judge = judgeOf(check, snapshot);
  const whole = judge(pod);
  if (!whole) return [];
  const ofPod = judge({ ...pod, containers: [] })?.detail;
  const found = inContainers(pod, pod.spec, judge, ofPod, places.container);
  if (ofPod !== undefined) return [{ path: places.pod, detail: ofPod }, ...found];
  return found.length > 0 ? found : [{ path: places.pod, detail: whole.detail }];
};
