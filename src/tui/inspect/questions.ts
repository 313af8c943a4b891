import type { Kind } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { World } from '../state.ts';
import type { Answer } from './entries.ts';
import { afterFixAnswer } from './afterFix.ts';
import { CONNECTIVITY_KINDS, networkAnswer } from './network.ts';
import { POD_SECURITY_KINDS, podSecurityAnswer } from './podSecurity.ts';
import { rbacAnswer, RIGHTS_KINDS } from './rbac.ts';

/** What is asked: Pod Security at a level, the network as it is and after the fixes, and rights. */
export type Question = 'baseline' | 'restricted' | 'network' | 'after-fix' | 'rbac';

interface Asking {
  /** What must have been read; what could not be is told. */
  readonly kinds: readonly Kind[];
  /** `only`: this namespace is meant. `breathe` lets keys through, and ends the work by throwing. Throws a Failure where nothing can be said. */
  readonly answer: (snapshot: Snapshot, only: string | undefined, world: World, breathe: () => Promise<void>) => Answer | Promise<Answer>;
}

export const ASKING: Readonly<Record<Question, Asking>> = {
  baseline: {
    kinds: POD_SECURITY_KINDS,
    answer: (snapshot, only, _world, breathe) => podSecurityAnswer(snapshot, 'baseline', only, breathe),
  },
  restricted: {
    kinds: POD_SECURITY_KINDS,
    answer: (snapshot, only, _world, breathe) => podSecurityAnswer(snapshot, 'restricted', only, breathe),
  },
  network: { kinds: CONNECTIVITY_KINDS, answer: networkAnswer },
  'after-fix': { kinds: CONNECTIVITY_KINDS, answer: afterFixAnswer },
  rbac: { kinds: RIGHTS_KINDS, answer: rbacAnswer },
};
