import type { Decision } from '../app/journal.ts';
import type { Plan } from '../app/plan.ts';
import type { Finding, ScanResult } from '../core/finding.ts';
import type { Override } from '../core/owner.ts';
import type { AnswerBook } from '../core/plan.ts';
import { alike, WAVES, type Wave } from '../core/waves.ts';
import type { Likenesses } from './likeness.ts';
import type { Trouble } from './state.ts';

export type Choice = Decision['choice'] | 'ignore';

/** By finding id. */
export type Decisions = ReadonlyMap<string, Choice>;

/** How findings are written although somebody else owns the object, by finding id. */
export type Overrides = ReadonlyMap<string, Override>;

/** What the server said about one finding's change. */
export type Previewed =
  { readonly state: 'asked' } | { readonly state: 'ready'; readonly plan: Plan } | { readonly state: 'failed'; readonly trouble: Trouble };

/** What became of decisions that were kept from an earlier session. */
export interface Returned {
  readonly kept: number;
  /** The change is another one now, so it is asked again. */
  readonly changed: number;
  /** The finding is not there any more. */
  readonly gone: number;
}

export interface Sorted {
  readonly waves: Readonly<Record<Wave, readonly Finding[]>>;
  readonly decisions: Decisions;
  readonly returned: Returned;
  /** Findings whose decision in this session was made on something else. */
  readonly outdated: ReadonlySet<string>;
  /** What was given and chosen for the decisions that still hold. */
  readonly answers: AnswerBook;
  readonly overrides: Overrides;
}

/** Where a person stands in going through the findings, wave by wave. */
export interface Session {
  /** Undefined while the findings are sorted. */
  readonly waves?: Readonly<Record<Wave, readonly Finding[]>>;
  /** Index in WAVES; WAVES.length: all waves are through. */
  readonly wave: number;
  /** In the wave; its length: the end of the wave. */
  readonly at: number;
  readonly top: number;
  /** The finding that was at hand when the target was read again: there it goes on once the findings are sorted. */
  readonly sought?: string;
  readonly decisions: Decisions;
  /** The findings of each decision, newest last: what `u` takes back. */
  readonly undo: readonly { readonly wave: number; readonly at: number; readonly before: Decisions }[];
  readonly answers: AnswerBook;
  readonly overrides: Overrides;
  readonly previews: ReadonlyMap<string, Previewed>;
  /** How those like a finding differ from it; of the finding that it was asked for last. */
  readonly compared?: { readonly finding: string; readonly likenesses?: Likenesses };
  readonly returned: Returned;
  /** Over the whole session, for the summary. */
  readonly fixed: readonly Finding[];
  readonly refused: ReadonlyMap<string, string>;
  readonly ignored: ReadonlyMap<string, string>;
  readonly scoreAtStart: ScanResult['score'];
}

export const newSession = (score: ScanResult['score']): Session => ({
  wave: 0,
  at: 0,
  top: 0,
  decisions: new Map(),
  undo: [],
  answers: {},
  overrides: new Map(),
  previews: new Map(),
  returned: { kept: 0, changed: 0, gone: 0 },
  fixed: [],
  refused: new Map(),
  ignored: new Map(),
  scoreAtStart: score,
});

export const waveAt = (session: Session): Wave | undefined => WAVES[session.wave];

export const findingsOf = (session: Session): readonly Finding[] => {
  const wave = waveAt(session);
  return (wave && session.waves?.[wave]) ?? [];
};

export const current = (session: Session): Finding | undefined => findingsOf(session)[session.at];

/** Whether all of this wave is decided. */
export const atWaveEnd = (session: Session): boolean => session.waves !== undefined && current(session) === undefined;

/** Where the next finding without a decision stands, from `from` on; the length of the wave if there is none. */
const undecided = (findings: readonly Finding[], decisions: Decisions, from: number): number => {
  const after = findings.findIndex((finding, i) => i >= from && !decisions.has(finding.id));
  if (after >= 0) return after;
  const before = findings.findIndex((finding) => !decisions.has(finding.id));
  return before < 0 ? findings.length : before;
};

/** To the first finding of this wave, or of the next one with findings, that is not decided yet. A wave without findings is passed over. */
export const settled = (session: Session): Session => {
  let wave = session.wave;
  while (wave < WAVES.length && findingsOf({ ...session, wave }).length === 0) wave++;
  const from = wave === session.wave ? session.at : 0;
  const at = undecided(findingsOf({ ...session, wave }), session.decisions, from);
  return { ...session, wave, at, top: 0 };
};

/** At this finding, whether it is decided or not; where it is in no wave, the session stays as it is. */
export const goingTo = (session: Session, id: string): Session => {
  const places = WAVES.map((wave) => session.waves?.[wave].findIndex((finding) => finding.id === id) ?? -1);
  const wave = places.findIndex((place) => place >= 0);
  return wave < 0 ? session : { ...session, wave, at: places[wave] ?? 0, top: 0 };
};

/** Where a person stood before the target was read again, unless that is decided by now. */
export const backAt = ({ sought, ...session }: Session): Session =>
  sought === undefined || session.decisions.has(sought) ? session : goingTo(session, sought);

export const nextWave = (session: Session): Session => settled({ ...session, wave: session.wave + 1, at: 0, undo: [] });

const decidedAs = (session: Session, findings: readonly Finding[], choice: Choice): Session => {
  const decisions = new Map(session.decisions);
  for (const { id } of findings) decisions.set(id, choice);
  const undo = [...session.undo, { wave: session.wave, at: session.at, before: session.decisions }];
  return settled({ ...session, decisions, undo, at: session.at + 1 });
};

/** The finding at hand and those like it that are not decided yet. */
export const allAlike = (session: Session): readonly Finding[] => {
  const finding = current(session);
  if (!finding) return [];
  const others = alike(finding, findingsOf(session)).filter((other) => other.id !== finding.id && !session.decisions.has(other.id));
  return [finding, ...others];
};

export const decide = (session: Session, choice: Choice): Session => {
  const finding = current(session);
  return finding ? decidedAs(session, [finding], choice) : session;
};

export const acceptAlike = (session: Session): Session => decidedAs(session, allAlike(session), 'accept');

/** The finding at hand and all of its remediation in this wave that are not decided yet: to skip them they need not be alike. */
export const allOfRemediation = (session: Session): readonly Finding[] => {
  const finding = current(session);
  if (!finding) return [];
  const isOther = ({ id, remediation }: Finding): boolean =>
    remediation === finding.remediation && id !== finding.id && !session.decisions.has(id);
  return [finding, ...findingsOf(session).filter(isOther)];
};

export const skipRemediation = (session: Session): Session => decidedAs(session, allOfRemediation(session), 'skip');

export const backOne = (session: Session): Session => {
  const last = session.undo.at(-1);
  return last ? { ...session, decisions: last.before, wave: last.wave, at: last.at, top: 0, undo: session.undo.slice(0, -1) } : session;
};

/** What was accepted in this wave. */
export const acceptedHere = (session: Session): readonly Finding[] =>
  findingsOf(session).filter(({ id }) => session.decisions.get(id) === 'accept');

export const countOf = (session: Session, choice: Choice): number => {
  let count = 0;
  for (const made of session.decisions.values()) if (made === choice) count++;
  return count;
};

const memberships = new WeakMap<readonly Finding[], ReadonlySet<string>>();

const idsOf = (findings: readonly Finding[]): ReadonlySet<string> => {
  const known = memberships.get(findings) ?? new Set(findings.map(({ id }) => id));
  memberships.set(findings, known);
  return known;
};

/** How many of this wave are decided, by choice: it costs as much as there are decisions, not findings. */
export const countsHere = (session: Session): Readonly<Record<Choice, number>> => {
  const ids = idsOf(findingsOf(session));
  const counts = { accept: 0, skip: 0, ignore: 0 };
  for (const [id, choice] of session.decisions) if (ids.has(id)) counts[choice]++;
  return counts;
};
