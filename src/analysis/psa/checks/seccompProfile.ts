import type { Check, Judge } from '../check.ts';
import { goQuote } from '../goQuote.ts';
import { annotationOf, containersWhere, contextOf, isWindows, nameOf, record, str, type Fields, type JudgedPod } from '../judgedPod.ts';
import { containersSaid, plural, quoted, setters, sorted } from '../words.ts';

const REASON = 'seccompProfile';
const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';

const isAllowedAnnotation = (profile: string): boolean =>
  profile === 'runtime/default' || profile === 'docker/default' || profile.startsWith('localhost/');

/** Before v1.19 only the annotations counted, and only those of containers that are there. */
const byAnnotation: Judge = (pod) => {
  const names = new Set([POD_ANNOTATION, ...pod.containers.map((container) => CONTAINER_ANNOTATION + nameOf(container))]);
  const forbidden = [...names].flatMap((name) => {
    const profile = annotationOf(pod, name);
    return profile === undefined || isAllowedAnnotation(profile) ? [] : [`${name}=${goQuote(profile)}`];
  });
  if (forbidden.length === 0) return undefined;
  return { reason: REASON, detail: `forbidden ${plural('annotation', 'annotations', forbidden.length)} ${sorted(forbidden).join(', ')}` };
};

const profileOf = (of: Fields): Fields | undefined => record(contextOf(of)['seccompProfile']);

const isAllowed = (profile: Fields): boolean => profile['type'] === 'RuntimeDefault' || profile['type'] === 'Localhost';

const byField = (pod: JudgedPod): ReturnType<Judge> => {
  const types = new Set<string>();
  const who = setters(pod, (context) => {
    const profile = record(context['seccompProfile']);
    if (!profile || isAllowed(profile)) return false;
    types.add(str(profile['type']));
    return true;
  });
  if (who.length === 0) return undefined;
  return {
    reason: REASON,
    detail: `${who.join(' and ')} must not set securityContext.seccompProfile.type to ${quoted(sorted(types))}`,
  };
};

const required: Judge = (pod) => {
  const wrong = byField(pod);
  if (wrong || profileOf(pod.spec)) return wrong;
  const silent = containersWhere(pod, (container) => !profileOf(container));
  return silent.length === 0
    ? undefined
    : {
        reason: REASON,
        detail: `pod or ${containersSaid(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
      };
};

export const seccompBaseline: Check = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  revisions: [
    { since: 0, judge: byAnnotation },
    { since: 19, judge: byField },
  ],
};

export const seccompRestricted: Check = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  overrides: 'seccompProfile_baseline',
  revisions: [
    { since: 19, judge: required },
    { since: 25, judge: (pod) => (isWindows(pod) ? undefined : required(pod)) },
  ],
};
