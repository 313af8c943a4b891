import type { State } from '../state.ts';

/** Why nothing can be written now; the lock itself is where requests are sent. */
export const readOnly = (state: State): string | undefined =>
  state.world?.target.readOnly ? 'Read-only: nothing is sent. Press ! to allow writes; every write is confirmed.' : undefined;
