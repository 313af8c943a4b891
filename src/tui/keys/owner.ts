import type { Override } from '../../core/owner.ts';
import type { Binding } from '../binding.ts';
import { next, withoutOverlay, type Next } from '../next.ts';
import type { State } from '../state.ts';
import { exportOwned, owned } from '../update/owning.ts';

const choose =
  (override: Override | undefined) =>
  (state: State): Next =>
    state.overlay?.kind === 'owner' ? owned(state, state.overlay.findings, override) : next(state);

const exporting = (state: State): Next => (state.overlay?.kind === 'owner' ? exportOwned(state, state.overlay.findings) : next(state));

/** Only says how it is to be written; applying it is asked for elsewhere. */
export const OWNER: readonly Binding[] = [
  { keys: ['h'], does: 'write it and hold the fields', short: 'hold', vital: true, run: choose('hold') },
  { keys: ['g'], does: 'write it and give the fields back: yield', short: 'yield', vital: true, run: choose('yield') },
  { keys: ['n'], does: 'leave it to the owner', short: 'leave it', vital: true, run: choose(undefined) },
  { keys: ['E'], does: 'write patches for its source into a folder', short: 'export', vital: true, run: exporting },
  { keys: ['esc'], does: 'decide later', short: 'back', vital: true, run: (state) => next(withoutOverlay(state)) },
];
