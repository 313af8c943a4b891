import type { Finding } from '../../core/finding.ts';
import type { Binding } from '../binding.ts';
import { next, telling } from '../next.ts';
import type { State } from '../state.ts';

/** What can be done with the finding at hand wherever there is one; `nothing` says why there is none. */
export const onFinding = (at: (state: State) => Finding | undefined, nothing: (state: State) => string | undefined): readonly Binding[] => [
  {
    keys: ['D'],
    does: 'open the document it refers to; without a display the address is copied',
    run: (state) => {
      const [reference] = at(state)?.references ?? [];
      return reference ? next(state, { do: 'browse', url: reference.url }) : next(state);
    },
    unless: (state) => nothing(state) ?? (at(state)?.references[0] ? undefined : 'This finding refers to no document.'),
  },
  {
    keys: ['Y'],
    does: 'copy the id of the finding (OSC 52)',
    run: (state) => {
      const finding = at(state);
      if (!finding) return next(state);
      return next(telling(state, `Handed to the terminal to copy: ${finding.id}`, 'good'), { do: 'copy', text: finding.id });
    },
    unless: nothing,
  },
];
