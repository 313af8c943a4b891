import type { Change } from '../../core/change.ts';
import { kindOf } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { holdsCredentials } from '../redacted.ts';
import type { Part } from './part.ts';

/** What is gone for good with an object, though the object itself can be created again. */
const LOST: Readonly<Record<string, string>> = {
  Secret: 'This cannot be undone: its values are not kept in records, and a token is never issued twice.',
  Namespace: 'This cannot be undone: everything in the namespace is deleted with it.',
  PersistentVolumeClaim: 'This cannot be undone: its data may be deleted with it.',
  Pod: 'This cannot be undone: what runs in it ends, and what it wrote to its own disk is lost.',
  'apiextensions.k8s.io/CustomResourceDefinition': 'This cannot be undone: every object of this kind is deleted with it.',
};

const UNRECORDED = 'This cannot be undone: it holds credentials in plain text, so no record keeps it.';

/** What a deletion takes along, and what a rollback does about it. A cluster's record holds no object with plain credentials. */
export const deletionImpact = ({ ref, before, after }: Change, snapshot: Snapshot): Part => {
  const whole = before && after ? undefined : (before ?? after);
  if (!whole) return {};
  const lost = before && LOST[kindOf(ref)];
  if (lost === undefined && snapshot.facts.origin !== 'files' && holdsCredentials(whole))
    return { warnings: [UNRECORDED], rollback: [UNRECORDED] };
  if (!before) return {};
  return lost === undefined ? { rollback: ['A rollback creates it again, under a new uid.'] } : { warnings: [lost] };
};
