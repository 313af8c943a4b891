import { resolve } from 'node:path';
import type { Finding } from '../core/finding.ts';
import type { AnswerBook } from '../core/plan.ts';
import { describeRef, isRecord, refKey } from '../core/resource.ts';
import type { Override } from '../core/owner.ts';
import { ageless } from '../core/tried.ts';
import { Stale } from './errors.ts';
import type { Demands } from './hardening.ts';
import type { Plan, PlannedChange } from './plan.ts';
import { effectOf } from './sameOutcome.ts';
import type { TargetInfo } from './target.ts';

/** A plan as it is kept to be reviewed and applied later: what was chosen, and digests of what that would do; no object stands in it. */
export interface SavedPlan {
  readonly schema: 1;
  /** kubeharden's. */
  readonly version: string;
  /** ISO 8601. */
  readonly made: string;
  readonly target: Pick<TargetInfo, 'type' | 'id' | 'name'>;
  /** Ids of the findings that it closes; files have their absolute names here. */
  readonly findings: readonly string[];
  readonly answers: AnswerBook;
  readonly override?: Override;
  /** For which the findings were chosen. */
  readonly demands?: Demands;
  readonly changes: readonly { readonly object: string; readonly effect: string }[];
}

/** The id of a finding, or the key of an object, with another name for the file that it stands in. */
const respelled = (id: string, rename: (file: string) => string): string =>
  id.replace(/^((?:[^|]*\|){3})(.*)(#[^#]*)$/s, (_all, object: string, file: string, place: string) => object + rename(file) + place);

/** However a file is named, in a plan it has one name. */
const absolute = (id: string): string => respelled(id, (file) => (file === '-' ? file : resolve(file)));

const withIds = (
  answers: AnswerBook,
  findings: readonly string[],
  rename: (id: string) => string,
): Pick<SavedPlan, 'answers' | 'findings'> => ({
  findings: [...new Set(findings.map(rename))],
  answers: Object.fromEntries(Object.entries(answers).map(([id, given]) => [rename(id), given])),
});

/** A saved plan with its files named as these findings name them. */
export const spelledAs = (saved: SavedPlan, findings: readonly Finding[]): SavedPlan => {
  const names = new Map(findings.flatMap(({ ref: { source } }) => (source ? [[resolve(source.file), source.file] as const] : [])));
  const rename = (id: string): string => respelled(id, (file) => names.get(file) ?? file);
  return { ...saved, ...withIds(saved.answers, saved.findings, rename) };
};

/** The same value with the fields of all objects in one order. */
const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((name) => [name, ordered(value[name])]),
  );
};

/** All that a person decided on: what would be stored, what spoke against it, who else writes the object. */
const digestOf = ({ change, preview, findings, owners, danger }: PlannedChange): string => {
  const asked = findings.map(({ id, fix, doubts }) => ({ id: absolute(id), fix, doubts: ageless(doubts) }));
  const { createHash } = process.getBuiltinModule('node:crypto'); // as an import it costs every start 10 ms
  return createHash('sha256')
    .update(JSON.stringify(ordered({ effect: effectOf(preview ?? change), asked, owners, danger })))
    .digest('hex');
};

/** Changes that were refused are no part of it. */
const effectsOf = ({ changes }: Plan): SavedPlan['changes'] =>
  changes
    .filter(({ refused }) => refused === undefined)
    .map((planned) => ({ object: absolute(refKey(planned.change.ref)), effect: digestOf(planned) }));

export const savedPlan = (
  plan: Plan,
  choice: Pick<SavedPlan, 'answers' | 'override' | 'demands'>,
  made: Pick<SavedPlan, 'version' | 'made' | 'target'>,
): SavedPlan => ({
  schema: 1,
  version: made.version,
  made: made.made,
  target: { type: made.target.type, id: made.target.id, name: made.target.name },
  ...withIds(
    choice.answers,
    plan.changes.flatMap(({ findings }) => findings.map(({ id }) => id)),
    absolute,
  ),
  ...(choice.override === undefined ? {} : { override: choice.override }),
  ...(choice.demands === undefined ? {} : { demands: choice.demands }),
  changes: effectsOf(plan),
});

/** Throws Stale where the plan would not do any more what was approved. */
export const assertCurrent = (saved: SavedPlan, plan: Plan): void => {
  const now = new Map(effectsOf(plan).map(({ object, effect }) => [object, effect]));
  const moved = saved.changes.filter(({ object, effect }) => now.get(object) !== effect).map(({ object }) => object);
  const approved = new Set(saved.changes.map(({ object }) => object));
  const added = plan.changes
    .filter(({ change, refused }) => refused === undefined && !approved.has(absolute(refKey(change.ref))))
    .map(({ change }) => describeRef(change.ref));
  const all = [...moved.map((object) => object.split('|').slice(0, 3).filter(Boolean).join(' ')), ...added];
  if (all.length > 0)
    throw new Stale(
      `The plan is stale: it would not do any more what was approved, to ${all.slice(0, 3).join(', ')}${all.length > 3 ? ' and others' : ''}.`,
      ['Make it again with `kubeharden plan --out FILE`, and review it.'],
    );
};
