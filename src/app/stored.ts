import { equal } from '../core/change.ts';
import { withoutServerFields, type Difference } from '../core/diff.ts';
import { valueAt } from '../core/merge.ts';
import type { Resource } from '../core/resource.ts';
import { isTelling, recordable } from './secrets.ts';

/** The same place with what stands there now; undefined where that is what stood there before. */
const found = (difference: Difference, stored: Resource): Difference | undefined => {
  const { after: _after, ...rest } = difference;
  const after = valueAt(stored, difference.path);
  if (equal(after, difference.before)) return undefined;
  const is: Difference = after === undefined ? rest : { ...rest, after };
  return isTelling(is) ? difference : is;
};

/**
 * What the record keeps of a write that was carried out: of the places that it was to change, what was stored there. What
 * somebody else wrote between the dry-run and the write is theirs, and no undo of ours touches it.
 */
export const storedOf = (
  differences: readonly Difference[],
  stored: Resource | undefined,
): { readonly differences: readonly Difference[]; readonly after?: Resource } => {
  if (!stored) return { differences };
  const bare = withoutServerFields(stored);
  const { after } = recordable({ after: stored, warnings: [], checked: 'server' });
  return { differences: differences.flatMap((difference) => found(difference, bare) ?? []), ...(after ? { after } : {}) };
};
