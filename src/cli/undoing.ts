import { usage } from '../app/errors.ts';
import type { NamedObjects, Undoing } from '../app/undoing.ts';
import { namespaceOf, driftOf, type Flags } from './flags.ts';
import { namesObject, objectOf } from './objects.ts';
import { timeOf } from './timeOf.ts';

/** `-n` narrows to what is in the namespace; an object that is named and has none is meant all the same. */
const objectsOf = (flags: Flags, names: readonly string[]): readonly NamedObjects[] | undefined => {
  const namespace = namespaceOf(flags);
  const objects = names.filter(namesObject).map(objectOf);
  if (namespace === undefined) return objects.length === 0 ? undefined : objects;
  if (objects.length === 0) return [{ text: `anything in ${namespace}`, matches: (ref) => ref.namespace === namespace }];
  return objects.map(({ text, matches }) => ({
    text: `${text} in ${namespace}`,
    matches: (ref) => matches(ref) && (ref.namespace === undefined || ref.namespace === namespace),
  }));
};

const RESTORED = { keep: new Set<string>(), restore: 'all' } as const;

/** What the words and flags of a rollback mean: runs and objects (with a `/`) in any order. Throws a Failure for what contradicts itself. */
export const undoingOf = (flags: Flags, names: readonly string[], now: Date): Undoing => {
  const runs = names.filter((name) => !namesObject(name));
  const objects = objectsOf(flags, names);
  const drift = driftOf(flags);
  if (flags.toTime !== undefined && runs.length > 0)
    throw usage('--to-time means all runs since then, so no run can be named with it.', 'Give either runs or --to-time.');
  if (flags.path !== undefined && !names.some(namesObject))
    throw usage('--path needs the object that it is in.', 'Name it as KIND/NAME, such as deployment/web.');
  return {
    runs,
    ...(flags.toTime === undefined ? {} : { since: timeOf(flags.toTime, now) }),
    ...(objects ? { objects } : {}),
    ...(flags.path === undefined ? {} : { paths: flags.path }),
    ...(drift === undefined ? {} : { restored: RESTORED[drift] }),
  };
};
