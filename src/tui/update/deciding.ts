import type { Memory } from '../../app/journal.ts';
import type { Finding } from '../../core/finding.ts';
import { WAVES } from '../../core/waves.ts';
import type { Command } from '../command.ts';
import { refreshed } from '../findingsList.ts';
import type { Message } from '../message.ts';
import { next, showing, telling, withWorld, type Next } from '../next.ts';
import { allAlike, backAt, current, findingsOf, nextWave, settled, type Session } from '../session.ts';
import type { State, World } from '../state.ts';
import { notPlannable } from '../world.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

export const withSession = (state: State, change: (session: Session) => Session): State =>
  withWorld(state, (world) => ({ ...world, session: change(world.session) }));

/** The command that keeps what was decided. */
export const remembering = ({ session, scan, catalogue }: World): Command => ({
  do: 'remember',
  findings: scan.result.findings,
  decisions: session.decisions,
  ignored: scan.memory.ignored,
  snapshot: scan.snapshot,
  catalogue,
  answers: session.answers,
  overrides: session.overrides,
});

/** Changes the session and keeps its decisions; past the last wave stands the summary. */
export const deciding = (state: State, change: (session: Session) => Session): Next => {
  const after = withSession(state, change);
  return after.world ? next(after, remembering(after.world)) : next(after);
};

export const goOn = (state: State): Next => {
  const after = withSession(state, nextWave);
  const over = after.world !== undefined && after.world.session.wave >= WAVES.length;
  return next(showing(after, over ? { at: 'summary', top: 0 } : { at: 'session' }));
};

const welcome = ({ kept, changed, gone }: Session['returned']): string | undefined => {
  if (kept + changed + gone === 0) return undefined;
  const parts = [
    `${kept} decisions kept`,
    ...(changed > 0 ? [`${changed} asked again because the object changed`] : []),
    ...(gone > 0 ? [`${gone} no longer found`] : []),
  ];
  return `Welcome back: ${parts.join(', ')}.`;
};

const askedAgain = (count: number): string =>
  count === 1
    ? '1 decision is asked again: what it was made on has changed.'
    : `${count} decisions are asked again: what they were made on has changed.`;

/** Decisions made in this session count more than those kept from an earlier one, while they are about the same. */
export const sortedIn = (state: State, { sorted, of }: Of<'sorted'>): Next => {
  if (!state.world || state.world.scan.result.findings !== of) return next(state);
  const isFirst = state.world.session.decisions.size === 0 && state.world.session.fixed.length === 0;
  const found = new Set(of.map(({ id }) => id));
  const after = withSession(state, (session) => {
    const decisions = new Map([...sorted.decisions, ...session.decisions].filter(([id]) => found.has(id) && !sorted.outdated.has(id)));
    const known = settled({
      ...session,
      waves: sorted.waves,
      decisions,
      returned: sorted.returned,
      answers: { ...sorted.answers, ...session.answers },
      overrides: new Map([...sorted.overrides, ...session.overrides]),
    });
    return backAt(known);
  });
  const hello = isFirst ? welcome(sorted.returned) : undefined;
  const again = sorted.outdated.size > 0 ? askedAgain(sorted.outdated.size) : undefined;
  const text = again ?? hello;
  return next(text === undefined ? after : telling(after, text, again ? 'warn' : 'info'), { do: 'pace' });
};

export const previewed = (state: State, { finding, plan, trouble }: Of<'previewed'>): Next =>
  next(
    withSession(state, (session) => {
      if (!session.previews.has(finding)) return session;
      const answer = plan
        ? ({ state: 'ready', plan } as const)
        : ({ state: 'failed', trouble: trouble ?? { message: 'no answer', next: [] } } as const);
      return { ...session, previews: new Map(session.previews).set(finding, answer) };
    }),
  );

export const compared = (state: State, { finding, of, likenesses }: Of<'compared'>): Next =>
  next(
    state.world?.scan.snapshot === of && state.world.session.compared?.finding === finding
      ? withSession(state, (session) => ({ ...session, compared: { finding, likenesses } }))
      : state,
  );

const MOST_COMPARED = 60;

/** Asks once for each finding at hand how those like it differ; of very many, only the first are compared. */
const comparing = ({ state, commands }: Next): Next => {
  const { world, screen } = state;
  const finding = world && current(world.session);
  if (!finding || screen.at !== 'session' || world.session.compared?.finding === finding.id) return { state, commands };
  const others = allAlike(world.session).slice(1, 1 + MOST_COMPARED);
  if (others.length === 0) return { state, commands };
  const { scan, catalogue, session } = world;
  const ask: Command = { do: 'compare', finding, others, snapshot: scan.snapshot, catalogue, answers: session.answers };
  return { state: withSession(state, (s) => ({ ...s, compared: { finding: finding.id } })), commands: [...commands, ask] };
};

const AHEAD = 3;

/** Asks about the finding at hand: how those like it differ, and what the server says to it and to the ones after it, once each. */
export const askingAhead = (so: Next): Next => previewing(comparing(so));

const previewing = ({ state, commands }: Next): Next => {
  const { world, screen } = state;
  if (!world || screen.at !== 'session' || !current(world.session)) return { state, commands };
  const { session, scan } = world;
  const wanted = findingsOf(session)
    .slice(session.at, session.at + AHEAD)
    .filter((finding) => !session.previews.has(finding.id) && notPlannable(world, finding) === undefined);
  if (wanted.length === 0) return { state, commands };
  const previews = new Map(session.previews);
  for (const { id } of wanted) previews.set(id, { state: 'asked' });
  const asks = wanted.map((finding): Command => ({ do: 'preview', finding, snapshot: scan.snapshot, answers: session.answers }));
  return { state: withSession(state, (s) => ({ ...s, previews })), commands: [...commands, ...asks] };
};

/** Takes a finding out of sight, with the reason, until it is taken back or the time is over. */
export const ignoring = (state: State, finding: Finding, reason: string, until: string | undefined): Next => {
  const ignored: Memory['ignored'][number] = { finding: finding.id, reason, ...(until === undefined ? {} : { until }) };
  const after = withWorld(state, (world) => {
    const { scan, session, list } = world;
    const findings = scan.result.findings;
    const memory = { ...scan.memory, ignored: [...scan.memory.ignored.filter((i) => i.finding !== finding.id), ignored] };
    const decisions = new Map(session.decisions).set(finding.id, 'ignore');
    return {
      ...world,
      scan: { ...scan, memory },
      session: settled({ ...session, undo: [], decisions, ignored: new Map(session.ignored).set(finding.id, reason) }),
      list: refreshed(
        list,
        findings.filter(({ id }) => decisions.get(id) !== 'ignore'),
      ),
    };
  });
  const told = telling(
    after,
    `Ignored: ${finding.remediation} on ${finding.ref.name}${until === undefined ? '' : ` until ${until}`}; x in the summary (5) brings it back.`,
  );
  return after.world ? next(told, remembering(after.world)) : next(told);
};
