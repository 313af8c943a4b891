import type { Check, Judge } from '../check.ts';
import { goQuote } from '../goQuote.ts';
import { annotationOf, record, str, type Fields, type JudgedPod } from '../judgedPod.ts';
import { plural, quoted, setters, sorted } from '../words.ts';

const PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

const isAllowedAnnotation = (profile: string): boolean =>
  profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/');

/** Whether an annotation of a pod unconfines a container. */
export const isForbiddenAnnotation = (name: string, value: unknown): boolean =>
  name.startsWith(PREFIX) && (typeof value === 'string' || value === null) && !isAllowedAnnotation(str(value));

/** `key="value"` for each annotation that unconfines a container, whether or not there is such a container. */
const forbiddenAnnotations = (pod: JudgedPod): readonly string[] =>
  sorted(
    Object.keys(pod.annotations)
      .filter((name) => name.startsWith(PREFIX))
      .flatMap((name) => {
        const profile = annotationOf(pod, name);
        return profile === undefined || isAllowedAnnotation(profile) ? [] : [`${name}=${goQuote(profile)}`];
      }),
  );

const judge: Judge = (pod) => {
  const types = new Set<string>();
  const forbids = (context: Fields): boolean => {
    const profile = record(context['appArmorProfile']);
    const type = str(profile?.['type']);
    if (!profile || type === 'RuntimeDefault' || type === 'Localhost') return false;
    types.add(type);
    return true;
  };
  const annotations = forbiddenAnnotations(pod);
  const who = setters(pod, forbids).concat(annotations.length > 0 ? [plural('annotation', 'annotations', annotations.length)] : []);
  if (who.length === 0) return undefined;
  const values = [...sorted(types), ...annotations];
  return {
    reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  };
};

export const appArmorProfile: Check = { id: 'appArmorProfile', level: 'baseline', revisions: [{ since: 0, judge }] };
