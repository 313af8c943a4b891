import { equal } from '../core/change.ts';
import { withoutServerFields, type Difference } from '../core/diff.ts';
import { managersOf } from '../core/managers.ts';
import { mergeObject } from '../core/merge.ts';
import type { Resource } from '../core/resource.ts';
import { formerOf, type Step } from './run.ts';

/** Whether what stands at these places may be ours: somebody else may have written the same, and then it is theirs. */
const isOurs = (live: Resource, places: readonly Pick<Difference, 'path'>[], manager: string | undefined): boolean => {
  const owners = places.flatMap(({ path }) => managersOf(live, path));
  return manager === undefined || owners.length === 0 || owners.some(({ name }) => name === manager);
};

/** The object whose deletion was sent is gone, or going; one of that name that came since is another. */
const seenDeletion = (was: Resource | undefined, live: Resource | undefined): 'applied' | 'not-applied' =>
  live?.metadata['deletionTimestamp'] === undefined && live !== undefined && live.metadata.uid === was?.metadata.uid
    ? 'not-applied'
    : 'applied';

const seenCreation = ({ after }: Step, live: Resource | undefined, manager: string | undefined): ReturnType<typeof seen> => {
  if (live === undefined) return 'not-applied';
  if (!after || !equal(withoutServerFields(live), withoutServerFields(after))) return undefined;
  return isOurs(live, [{ path: [] }], manager) ? 'applied' : 'not-applied';
};

/** Where the object of an edit is gone, or another has its name, nothing of the edit is left, and it cannot arrive any more. */
const seenEdit = (step: Step, live: Resource | undefined, manager: string | undefined): ReturnType<typeof seen> => {
  const was = formerOf(step)?.metadata.uid;
  if (live === undefined || (was !== undefined && live.metadata.uid !== was)) return 'not-applied';
  const { done, already, drift } = mergeObject(live, step.differences);
  if (drift.length > 0 || (done.length > 0 && already.length > 0)) return undefined;
  if (done.length > 0) return 'not-applied';
  const set = step.differences.filter(({ after }) => after !== undefined);
  return isOurs(live, set, manager) ? 'applied' : 'not-applied';
};

/** What an object shows of a write that was sent to it by this field manager; undefined where it shows neither. */
export const seen = (step: Step, live: Resource | undefined, manager: string | undefined): 'applied' | 'not-applied' | undefined => {
  if (step.action === 'delete') return seenDeletion(formerOf(step), live);
  return step.action === 'create' ? seenCreation(step, live, manager) : seenEdit(step, live, manager);
};
