import type { Change } from '../../core/change.ts';
import { kindOf } from '../../core/resource.ts';
import type { Part } from './part.ts';

/** What is gone for good with an object, though the object itself can be created again. */
const LOST: Readonly<Record<string, string>> = {
  Secret: 'This cannot be undone: its values are not kept in records, and a token is never issued twice.',
  Namespace: 'This cannot be undone: everything in the namespace is deleted with it.',
  PersistentVolumeClaim: 'This cannot be undone: its data may be deleted with it.',
  Pod: 'This cannot be undone: what runs in it ends, and what it wrote to its own disk is lost.',
  'apiextensions.k8s.io/CustomResourceDefinition': 'This cannot be undone: every object of this kind is deleted with it.',
};

/** What a deletion takes along, and what a rollback does about it. */
export const deletionImpact = ({ ref, before, after }: Change): Part => {
  if (!before || after) return {};
  const lost = LOST[kindOf(ref)];
  return lost === undefined ? { rollback: ['A rollback creates it again, under a new uid.'] } : { warnings: [lost] };
};
