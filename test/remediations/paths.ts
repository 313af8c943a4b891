import { isRecord } from '../../src/core/resource.ts';

/** The steps of an evidence path: `spec.containers[api].env[0]`, `metadata.labels["app.kubernetes.io/name"]`. */
export const stepsOf = (path: string): readonly string[] =>
  [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(([, quoted, key, name]) => quoted ?? key ?? name ?? '');

const step = (at: unknown, name: string): unknown => {
  if (Array.isArray(at)) return at.find((item) => isRecord(item) && item['name'] === name) ?? (at as unknown[])[Number(name)];
  return isRecord(at) ? at[name] : undefined;
};

/** Whether the place is there, or the object that it would stand in, or one that an absent object would stand in. */
export const stands = (root: unknown, path: string): boolean => {
  let at = root;
  const names = stepsOf(path);
  const missing = names.findIndex((name) => (at = step(at, name)) === undefined);
  // One absent object on the way (`securityContext`) may hold the field that is missed.
  return names.length > 0 && (missing < 0 || missing >= names.length - 2);
};
