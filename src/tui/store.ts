import type { Command } from './command.ts';
import type { Message } from './message.ts';
import type { State } from './state.ts';
import { update } from './update.ts';

/** Holds the state: messages go through the reducer one at a time, then their commands are carried out. */
export interface Store {
  readonly get: () => State;
  readonly subscribe: (listener: () => void) => () => void;
  readonly dispatch: (message: Message) => void;
}

export const storeOf = (start: State, perform: (command: Command) => void): Store => {
  let state = start;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch(message) {
      const { state: after, commands } = update(state, message);
      state = after;
      for (const listener of listeners) listener();
      for (const command of commands) perform(command);
    },
  };
};
