import { keyOf, type Identity } from '../../analysis/rbac/identity.ts';
import type { Profile } from '../../analysis/rbac/profile.ts';
import type { AnswerBook } from '../../core/plan.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { Trouble } from '../state.ts';
import { entryAt, listOf, type InspectList } from './list.ts';
import type { Answer } from './entries.ts';
import type { Question } from './questions.ts';

export const TABS = ['psa', 'network', 'rbac'] as const;
export type Tab = (typeof TABS)[number];

/** How far reading is; absent while the answer is worked out. */
export interface Reading {
  readonly done: number;
  readonly total: number;
  readonly kind: string;
}

export type Answering =
  | { readonly state: 'asked'; readonly reading?: Reading }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly trouble: Trouble }
  /** `answers`: the values that fixes were given. `read`: what the answer was made from, for what is asked besides. */
  | { readonly state: 'answered'; readonly headline: string; readonly answers: AnswerBook; readonly read: Snapshot };

/** What is asked about the cluster, besides weaknesses; answers hold as long as the scan that they belong to. */
export interface Inspection {
  readonly tab: Tab;
  readonly level: 'baseline' | 'restricted';
  readonly afterFix: boolean;
  readonly answers: ReadonlyMap<Question, Answering>;
  /** The last list of each question; an earlier one lends a new one its filter and its place. */
  readonly lists: ReadonlyMap<Question, InspectList>;
  /** What the subject at the cursor can do; without a profile it is being worked out. */
  readonly profile?: { readonly key: string; readonly profile?: Profile };
}

export const newInspection = (): Inspection => ({
  tab: 'psa',
  level: 'restricted',
  afterFix: false,
  answers: new Map(),
  lists: new Map(),
});

export const questionOf = ({ tab, level, afterFix }: Inspection): Question => {
  switch (tab) {
    case 'psa':
      return level;
    case 'network':
      return afterFix ? 'after-fix' : 'network';
    case 'rbac':
      return 'rbac';
  }
};

export const answeringOf = (inspection: Inspection): Answering | undefined => inspection.answers.get(questionOf(inspection));

/** The list in view; undefined while there is no answer. */
export const listIn = (inspection: Inspection): InspectList | undefined =>
  answeringOf(inspection)?.state === 'answered' ? inspection.lists.get(questionOf(inspection)) : undefined;

export const subjectAt = (inspection: Inspection): Identity | undefined => {
  const list = listIn(inspection);
  const about = list && entryAt(list, list.cursor)?.about;
  return about?.type === 'holder' ? about.identity : undefined;
};

export const profileAt = (inspection: Inspection): Profile | undefined => {
  const identity = subjectAt(inspection);
  return identity && inspection.profile?.key === keyOf(identity) ? inspection.profile.profile : undefined;
};

const withAnswering = (inspection: Inspection, question: Question, answering: Answering): Inspection => ({
  ...inspection,
  answers: new Map(inspection.answers).set(question, answering),
});

/** One question at a time: what else was under way is asked again when somebody looks. */
export const asked = (inspection: Inspection, question: Question): Inspection => {
  const answers = new Map([...inspection.answers].filter(([, { state }]) => state !== 'asked'));
  return { ...inspection, answers: answers.set(question, { state: 'asked' }) };
};

export const reading = (inspection: Inspection, question: Question, how: Reading): Inspection =>
  inspection.answers.get(question)?.state === 'asked' ? withAnswering(inspection, question, { state: 'asked', reading: how }) : inspection;

export const stopped = (inspection: Inspection): Inspection => withAnswering(inspection, questionOf(inspection), { state: 'stopped' });

export const failed = (inspection: Inspection, question: Question, trouble: Trouble): Inspection =>
  withAnswering(inspection, question, { state: 'failed', trouble });

export const answeredBy = (
  inspection: Inspection,
  question: Question,
  { headline, entries }: Answer,
  { answers, read }: { readonly answers: AnswerBook; readonly read: Snapshot },
): Inspection => ({
  ...withAnswering(inspection, question, { state: 'answered', headline, answers, read }),
  lists: new Map(inspection.lists).set(question, listOf(entries, inspection.lists.get(question))),
});

export const withList = (inspection: Inspection, change: (list: InspectList) => InspectList): Inspection => {
  const [question, list] = [questionOf(inspection), listIn(inspection)];
  return list ? { ...inspection, lists: new Map(inspection.lists).set(question, change(list)) } : inspection;
};

/** Two levels are two lists of the same: the filter and the place stay. */
export const atLevel = (inspection: Inspection, level: Inspection['level']): Inspection => {
  const [before, after] = [listIn(inspection), { ...inspection, level }];
  if (!before) return after;
  const known = listIn(after);
  return { ...after, lists: new Map(after.lists).set(questionOf(after), known ? listOf(known.entries, before) : before) };
};

/** After another scan everything is asked anew, when somebody looks; where he was, he stays. */
export const outdated = ({ profile: _profile, ...inspection }: Inspection): Inspection => ({ ...inspection, answers: new Map() });
