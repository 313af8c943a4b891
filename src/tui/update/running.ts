import type { RunEvent } from '../../app/events.ts';
import type { Verdict } from '../../app/guard.ts';
import type { Run } from '../../app/run.ts';
import type { Scan } from '../../app/scan.ts';
import { refreshed } from '../findingsList.ts';
import type { Command } from '../command.ts';
import type { Message } from '../message.ts';
import { next, showing, type Next } from '../next.ts';
import type { Session } from '../session.ts';
import { JUST_READ } from '../since.ts';
import type { Applying, Recheck, State, World } from '../state.ts';
import { remembering } from './deciding.ts';
import { following } from './following.ts';
import { sorting } from './opening.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

const LOG_LINES = 2000;

const told = (screen: Applying, event: RunEvent): Applying => {
  switch (event.type) {
    case 'started':
    case 'step':
    case 'finished':
      return { ...screen, run: event.run };
    case 'countdown': {
      const { countdown: _countdown, ...rest } = screen;
      return event.left === 0 ? rest : { ...rest, countdown: { ref: event.ref, left: event.left } };
    }
    case 'log':
      return { ...screen, log: [...screen.log, { at: event.at, text: event.text, level: event.level }].slice(-LOG_LINES) };
  }
};

export const runTold = (state: State, { events }: Of<'run'>): Next =>
  state.screen.at === 'applying' ? next(showing(state, events.reduce(told, state.screen))) : next(state);

/** Once: after the object in flight. Twice: without waiting for what is under way. */
export const stop = (state: State): Next => {
  const { screen } = state;
  if (screen.at !== 'applying' || screen.over || screen.stopping === 'left') return next(state);
  return screen.stopping === 'no'
    ? next(showing(state, { ...screen, stopping: 'asked' }), { do: 'stop' })
    : next(showing(state, { ...screen, stopping: 'left' }), { do: 'leave' });
};

/** What a person says of the rollback that is about to begin. */
export const decideRollback =
  (says: Verdict) =>
  (state: State): Next =>
    state.screen.at === 'applying' && state.screen.countdown ? next(state, { do: 'guard', says }) : next(state);

/** A run that is under way is stopped as by Ctrl-C, and the program ends once it is over; else it ends at once. */
export const ended = (state: State, { code }: Of<'ended'>): Next => {
  const { screen } = state;
  if (screen.at !== 'applying' || screen.over) return next(state, { do: 'quit', code });
  return stop(showing(state, { ...screen, endsWith: screen.endsWith ?? code }));
};

/** How the screen of a run shows its end, and what else is to be done then. */
const over = (state: State, how: Partial<Applying>, ...commands: readonly Command[]): Next => {
  const { screen } = state;
  if (screen.at !== 'applying') return next(state, ...commands);
  const quit: readonly Command[] = screen.endsWith === undefined ? [] : [{ do: 'quit', code: screen.endsWith }];
  return next(showing(state, { ...screen, ...how, over: true }), ...commands, ...quit);
};

const closedBy = (run: Run): ReadonlySet<string> => new Set(run.steps.flatMap((step) => step.closes));

const recheckOf = (run: Run, before: Scan, after: Scan): Recheck => {
  const found = new Set(after.result.findings.map(({ id }) => id));
  const closes = [...closedBy(run)];
  const left = closes.filter((id) => found.has(id)).length;
  return { gone: closes.length - left, left, scoreBefore: before.result.score, scoreAfter: after.result.score };
};

/** What the run closed counts as fixed; what it was to close and did not is skipped, with the reason. */
const sessionAfter = (session: Session, run: Run, before: Scan, after: Scan): Session => {
  const found = new Set(after.result.findings.map(({ id }) => id));
  const closes = closedBy(run);
  const decisions = new Map(session.decisions);
  const refused = new Map(session.refused);
  for (const id of closes) {
    decisions.delete(id);
    if (!found.has(id)) continue;
    const step = run.steps.find((s) => s.closes.includes(id));
    decisions.set(id, 'skip');
    refused.set(id, step?.detail ?? `${step?.state ?? 'not applied'}`);
  }
  const fixed = before.result.findings.filter(({ id }) => closes.has(id) && !found.has(id));
  const { waves: _waves, ...rest } = session;
  return { ...rest, decisions, refused, fixed: [...session.fixed, ...fixed], undo: [], at: 0, previews: new Map() };
};

const worldAfter = (world: World, run: Run, scan: Scan): World => ({
  ...world,
  scan,
  session: sessionAfter(world.session, run, world.scan, scan),
  list: refreshed(world.list, scan.result.findings),
  since: JUST_READ,
});

export const applied = (state: State, { applied: { run, scan } }: Of<'applied'>): Next => {
  const { world } = state;
  if (!world) return next(state);
  if (!scan) return over(state, { run });
  const after = worldAfter(world, run, scan);
  return over(
    { ...state, world: after },
    { run, recheck: recheckOf(run, world.scan, scan) },
    sorting(after, world.scan),
    following(after),
    remembering(after),
  );
};

/** What was undone is found again: only a new scan knows. */
export const rolledBack = (state: State, { run }: Of<'rolled-back'>): Next => over(state, { run }, { do: 'scan' });

export const notRun = (state: State, { trouble }: Of<'not-run'>): Next => over(state, { trouble });
