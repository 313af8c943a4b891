import type { Owner } from '../core/owner.ts';
import type { Resource } from '../core/resource.ts';

/** Everyone else who writes this object, strongest first (DESIGN section 6, 8). */
export const ownersOf = (_resource: Resource): readonly Owner[] => [];
