import type { Command } from '../command.ts';
import type { Message } from '../message.ts';
import { next, withWorld, type Next } from '../next.ts';
import { aged, sighted, type Since } from '../since.ts';
import type { State, World } from '../state.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

/** The command that tells what becomes of what was read last. */
export const following = ({ scan }: Pick<World, 'scan'>): Command => ({ do: 'follow', snapshot: scan.snapshot });

/** What is told of an earlier scan is no news; where nothing becomes another, nothing is drawn. */
const onSame = (state: State, of: World['scan']['snapshot'], change: (since: Since) => Since): Next => {
  const { world } = state;
  if (world?.scan.snapshot !== of) return next(state);
  const since = change(world.since);
  return next(since === world.since ? state : withWorld(state, (before) => ({ ...before, since })));
};

export const seen = (state: State, { of, sightings }: Of<'seen'>): Next => onSame(state, of, (since) => sighted(since, of, sightings));

export const watched = (state: State, { of, watched: how }: Of<'watched'>): Next =>
  onSame(state, of, (since) => ({ ...since, watched: how }));

export const agedBy = (state: State, { of, minutes }: Of<'aged'>): Next => onSame(state, of, (since) => aged(since, minutes));
