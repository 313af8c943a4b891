import type { Catalogue } from '../src/core/remediation.ts';

/** In the order in which to offer and to apply them. */
export const catalogue: Catalogue = [];
