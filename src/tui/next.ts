import type { Command } from './command.ts';
import type { Notice, Screen, State, World } from './state.ts';

/** What a key or a message leads to: the next state, and what is to be done outside. */
export interface Next {
  readonly state: State;
  readonly commands: readonly Command[];
}

export const next = (state: State, ...commands: readonly Command[]): Next => ({ state, commands });

export const showing = (state: State, screen: Screen): State => ({ ...state, screen });

export const withWorld = (state: State, change: (world: World) => World): State =>
  state.world ? { ...state, world: change(state.world) } : state;

export const telling = (state: State, text: string, tone: Notice['tone'] = 'info'): State => ({ ...state, notice: { text, tone } });

export const withoutOverlay = (state: State): State => {
  const { overlay: _overlay, ...rest } = state;
  return rest;
};

export const withoutNotice = (state: State): State => {
  const { notice: _notice, ...rest } = state;
  return rest;
};
