import { ASSUMED } from '../../app/pace.ts';
import type { Scan } from '../../app/scan.ts';
import { lostMemory } from '../../report/lostMemory.ts';
import type { Message } from '../message.ts';
import { newList, refreshed } from '../findingsList.ts';
import { newInspection, outdated } from '../inspect/inspection.ts';
import { next, showing, telling, withoutNotice, type Next } from '../next.ts';
import type { Choice } from '../ports.ts';
import { current, newSession, type Session } from '../session.ts';
import { JUST_READ } from '../since.ts';
import type { FirstRun, From, Scanning, State, World } from '../state.ts';
import { following } from './following.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

export const firstRun = (state: State): Next => next(showing(state, { at: 'first-run', cursor: 0 }), { do: 'cancel' }, { do: 'contexts' });

export const contextsRead = (state: State, { choices, trouble }: Of<'contexts'>): Next => {
  if (state.screen.at !== 'first-run') return next(state);
  const current = choices.findIndex((choice) => choice.name === state.choice?.name || (state.choice === undefined && choice.current));
  const screen: FirstRun = { at: 'first-run', choices, cursor: Math.max(0, current), ...(trouble ? { trouble } : {}) };
  return next(showing(state, screen));
};

const scanningOf = (choice: Choice, from: From): Scanning => ({
  at: 'scanning',
  from,
  choice,
  done: 0,
  total: 0,
  objects: 0,
  kind: '',
  findings: [],
});

/** Another target: nothing of the one before is kept. */
export const open = (state: State, choice: Choice): Next => {
  const { world: _world, ...rest } = withoutNotice(state);
  return next({ ...rest, choice, screen: scanningOf(choice, 'session') }, { do: 'open', choice });
};

export const scanAgain = (state: State): Next => {
  if (!state.choice) return next(state);
  const known = state.world ? { connected: { target: state.world.target, catalogue: state.world.catalogue } } : {};
  const screen = { ...scanningOf(state.choice, state.screen.at === 'findings' ? 'findings' : 'session'), ...known };
  return next(showing(state, screen), state.world ? { do: 'scan' } : { do: 'open', choice: state.choice });
};

export const opened = (state: State, { target, catalogue }: Of<'opened'>): Next =>
  state.screen.at === 'scanning' ? next(showing(state, { ...state.screen, connected: { target, catalogue } })) : next(state);

export const progressed = (state: State, { steps }: Of<'progress'>): Next => {
  const last = steps.at(-1);
  if (state.screen.at !== 'scanning' || !last) return next(state);
  const { done, total, objects, kind } = last;
  return next(
    showing(state, {
      ...state.screen,
      done,
      total,
      objects,
      kind,
      findings: [...state.screen.findings, ...steps.flatMap((step) => step.findings)],
    }),
  );
};

const sessionAfter = (before: Session | undefined, { score, findings }: Scan['result']): Session => {
  if (!before) return newSession(score);
  const { waves: _waves, compared: _compared, ...rest } = before;
  const found = new Set(findings.map(({ id }) => id));
  const at = current(before);
  return {
    ...rest,
    ...(at ? { sought: at.id } : {}),
    wave: at ? 0 : before.wave,
    at: 0,
    top: 0,
    undo: [],
    previews: new Map(),
    fixed: rest.fixed.filter(({ id }) => !found.has(id)),
  };
};

/** The command that puts the findings of the newest scan into waves; `before` is the one that the session's decisions were made on. */
export const sorting = ({ scan, catalogue, session }: World, before?: Scan): Next['commands'][number] => ({
  do: 'sort',
  findings: scan.result.findings,
  snapshot: scan.snapshot,
  catalogue,
  memory: scan.memory,
  answers: session.answers,
  ...(before ? { decided: { decisions: session.decisions, findings: before.result.findings, snapshot: before.snapshot } } : {}),
});

/** A scan behind another screen only renews what that screen shows. */
export const scanned = (state: State, { scan, target, catalogue }: Of<'scanned'>): Next => {
  const { findings } = scan.result;
  const world: World = {
    target,
    catalogue,
    scan,
    session: sessionAfter(state.world?.session, scan.result),
    list: state.world ? refreshed(state.world.list, findings) : newList(findings),
    inspection: state.world ? outdated(state.world.inspection) : newInspection(),
    since: JUST_READ,
    pace: state.world?.pace ?? ASSUMED,
  };
  const after: State = { ...state, world, screen: state.screen.at === 'scanning' ? { at: state.screen.from } : state.screen };
  return next(scan.lost ? telling(after, lostMemory(scan.lost), 'warn') : after, sorting(world, state.world?.scan), following(world));
};

/** What was read before stays within reach. */
export const notScanned = (state: State, { trouble }: Of<'not-scanned'>): Next => {
  if (state.screen.at !== 'scanning') return next(telling(state, trouble.message, 'bad'));
  return next(showing(state, { at: 'failed', choice: state.screen.choice, trouble }));
};
