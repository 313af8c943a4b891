import type { Message } from '../message.ts';
import { next, showing, withoutOverlay, type Next } from '../next.ts';
import type { State } from '../state.ts';
import { asking } from './asking.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

/** Where a person has gone elsewhere since, it waits in the history. */
export const cutOff = (state: State, { runs }: Of<'cut-off'>): Next =>
  next(state.screen.at === 'session' && state.overlay === undefined ? showing(state, { at: 'recover', runs, over: false, top: 0 }) : state);

export const askRecover = (state: State): Next => {
  const { screen } = state;
  if (screen.at !== 'recover') return next(state);
  const runs = screen.runs.map(({ id }) => id).join(', ');
  return next(
    asking(state, {
      title: `Find out what run ${runs} really did?`,
      lines: [
        'Looks at each object that was being written, and finishes the record.',
        'Gives fields back that an undo still owes to others, and removes the pod of a rehearsal. Writes nothing else.',
      ],
      warnings: [],
      danger: 'enter',
      then: { do: 'recover' },
    }),
  );
};

export const recoveringNow = (state: State): Next =>
  next({ ...state, overlay: { kind: 'wait', text: 'Looking what was really done' } }, { do: 'recover' });

export const recovered = (state: State, { runs }: Of<'recovered'>): Next => {
  const free = state.overlay?.kind === 'wait' ? withoutOverlay(state) : state;
  return next(free.screen.at === 'recover' ? showing(free, { at: 'recover', runs, over: true, top: 0 }) : free);
};
