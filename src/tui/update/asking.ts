import type { Confirm } from '../overlay.ts';
import type { State } from '../state.ts';

/** A question that a person has to answer before anything is sent. */
export const asking = (state: State, question: Pick<Confirm, 'title' | 'lines' | 'warnings' | 'danger' | 'because' | 'then'>): State => ({
  ...state,
  overlay: { kind: 'confirm', ...question, name: state.world?.target.name ?? '', typed: '', chunk: state.chunk },
});
