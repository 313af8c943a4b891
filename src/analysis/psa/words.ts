import { containersWhere, contextOf, type Fields, type JudgedPod } from './judgedPod.ts';

export const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many);

/** `"a", "b"` */
export const quoted = (list: readonly string[]): string => (list.length === 0 ? '' : `"${list.join('", "')}"`);

/** In the order of their bytes, as Go sorts. */
export const sorted = (list: Iterable<string>): readonly string[] =>
  [...list].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** `containers "a", "b"` */
export const containersSaid = (names: readonly string[]): string => `${plural('container', 'containers', names.length)} ${quoted(names)}`;

const NOBODY: readonly string[] = [];

/** Who has a security context that a rule forbids, the pod itself and its containers: `pod`, `container "a"`. */
export const setters = (pod: JudgedPod, forbids: (context: Fields) => boolean): readonly string[] => {
  const podItself = forbids(contextOf(pod.spec));
  const names = containersWhere(pod, (container) => forbids(contextOf(container)));
  if (!podItself && names.length === 0) return NOBODY;
  return [...(podItself ? ['pod'] : []), ...(names.length > 0 ? [containersSaid(names)] : [])];
};
