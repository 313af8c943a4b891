import type { Ref, Resource, Source } from './resource.ts';
import { isRecord, own } from './resource.ts';
import type { Snapshot } from './snapshot.ts';

/** One object before and after; no `before` is a creation, no `after` a deletion. */
export interface Change {
  readonly ref: Ref;
  readonly before?: Resource;
  readonly after?: Resource;
  /** For a creation in files: the object whose finding asked for it, so that it is written beside it. */
  readonly beside?: Source;
  /** It was decided because these are not there; looked at once more just before it is written. */
  readonly absent?: readonly Ref[];
}

export type Action = 'create' | 'edit' | 'delete';

export const actionOf = (change: Change): Action =>
  change.before === undefined ? 'create' : change.after === undefined ? 'delete' : 'edit';

export const editOf = (snapshot: Snapshot, before: Resource, after: Resource): Change => ({ ref: snapshot.ref(before), before, after });

export const creationOf = (after: Resource): Change => ({
  ref: {
    apiVersion: after.apiVersion,
    kind: after.kind,
    ...(after.metadata.namespace === undefined ? {} : { namespace: after.metadata.namespace }),
    name: after.metadata.name,
  },
  after,
});

export const deletionOf = (snapshot: Snapshot, before: Resource): Change => ({ ref: snapshot.ref(before), before });

/** The same difference, backwards. */
export const inverted = (change: Change): Change => ({
  ref: change.ref,
  ...(change.after === undefined ? {} : { before: change.after }),
  ...(change.before === undefined ? {} : { after: change.before }),
  ...(change.beside ? { beside: change.beside } : {}),
});

/** Deep equality of JSON values; the order of fields does not count, a field that is undefined is absent. */
export const equal = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  for (const name of Object.keys(a)) if (!equal(a[name], own(b, name))) return false;
  return Object.keys(b).every((name) => b[name] === undefined || own(a, name) !== undefined);
};
