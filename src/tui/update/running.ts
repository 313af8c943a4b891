import type { RunEvent } from '../../app/events.ts';
import type { Run } from '../../app/run.ts';
import type { Scan } from '../../app/scan.ts';
import { refreshed } from '../findingsList.ts';
import type { Message } from '../message.ts';
import { next, showing, type Next } from '../next.ts';
import type { Session } from '../session.ts';
import type { Applying, Recheck, State, World } from '../state.ts';
import { remembering } from './deciding.ts';
import { sorting } from './opening.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

const LOG_LINES = 2000;

const told = (screen: Applying, event: RunEvent): Applying => {
  switch (event.type) {
    case 'started':
    case 'step':
    case 'finished':
      return { ...screen, run: event.run };
    case 'log':
      return { ...screen, log: [...screen.log, { at: event.at, text: event.text, level: event.level }].slice(-LOG_LINES) };
  }
};

export const runTold = (state: State, { events }: Of<'run'>): Next =>
  state.screen.at === 'applying' ? next(showing(state, events.reduce(told, state.screen))) : next(state);

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
});

export const applied = (state: State, { applied: { run, scan } }: Of<'applied'>): Next => {
  const { world, screen } = state;
  if (!world) return next(state);
  const over: State =
    screen.at === 'applying'
      ? showing(state, { ...screen, run, over: true, ...(scan ? { recheck: recheckOf(run, world.scan, scan) } : {}) })
      : state;
  if (!scan) return next(over);
  const after = worldAfter(world, run, scan);
  return next({ ...over, world: after }, sorting(after), remembering(after));
};

/** What was undone is found again: only a new scan knows. */
export const rolledBack = (state: State, { run }: Of<'rolled-back'>): Next =>
  state.screen.at === 'applying' ? next(showing(state, { ...state.screen, run, over: true }), { do: 'scan' }) : next(state);

export const notRun = (state: State, { trouble }: Of<'not-run'>): Next =>
  state.screen.at === 'applying' ? next(showing(state, { ...state.screen, over: true, trouble })) : next(state);
