import { formatPath } from '../core/diff.ts';
import { describeRef, type Ref } from '../core/resource.ts';
import { everywhere, named, toldApart, type Meant, type Place } from '../core/threeWay.ts';
import { usage } from './errors.ts';
import type { Run, Step } from './run.ts';
import { canUndo, type UndoChoice } from './undo.ts';

/** Objects as a person names them. */
export interface NamedObjects {
  /** As it was typed. */
  readonly text: string;
  readonly matches: (ref: Ref) => boolean;
}

/** Where somebody changed what a run had set, by `placeName`, it is put back all the same; everywhere else that change is kept. */
export type Restored = 'all' | ReadonlySet<string>;

/** What to undo: runs in any order, all since a time, or the newest that stands; of them only these objects, and of those only these places. */
export interface Undoing {
  readonly runs: readonly string[];
  /** Instead of runs: the target is to be as they had left it then. */
  readonly since?: Date;
  readonly objects?: readonly NamedObjects[];
  /** As `formatPath` writes them. */
  readonly paths?: readonly string[];
  /** Absent: an object that somebody changed where a run had set it is refused. */
  readonly restored?: Restored;
}

/** One place of one step of one run. */
export const placeName = (run: string, index: number, { path }: Pick<Place, 'path'>): string => `${run} ${index} ${formatPath(path)}`;

export const meantBy = ({ paths }: Pick<Undoing, 'paths'>): Meant => (paths === undefined ? everywhere : named(paths));

export const choiceFor = (undoing: Undoing, run: string, index: number, sameUid: UndoChoice['sameUid']): UndoChoice => {
  const { restored } = undoing;
  const isRestored = (place: Place): boolean => restored === 'all' || restored?.has(placeName(run, index, place)) === true;
  return {
    meant: meantBy(undoing),
    drifted: (place) => (restored === undefined ? undefined : isRestored(place) ? 'restore' : 'keep'),
    sameUid,
  };
};

const isNamed = ({ objects }: Undoing, ref: Ref): boolean => objects === undefined || objects.some(({ matches }) => matches(ref));

/** Whether a step has any of the places that are meant. */
const hasMeant = (undoing: Pick<Undoing, 'paths'>, { differences }: Step): boolean =>
  undoing.paths === undefined ||
  differences.some(({ path, before, after }) => toldApart({ path, before, applied: after, now: after }, meantBy(undoing)).length > 0);

/** Whether something of this step is meant, and left to be undone. */
export const isMeant = (undoing: Undoing, step: Step): boolean => canUndo(step) && isNamed(undoing, step.ref) && hasMeant(undoing, step);

const namesOf = (runs: readonly Run[]): string => runs.map(({ id }) => id).join(', ');

/** Throws a Failure for what these runs have not touched. */
export const checkMeant = (undoing: Undoing, runs: readonly Run[]): void => {
  const steps = runs.flatMap((run) => run.steps);
  for (const { text, matches } of undoing.objects ?? [])
    if (!steps.some(({ ref }) => matches(ref)))
      throw usage(
        `Run ${namesOf(runs)} has not touched ${text}.`,
        `It touched ${[...new Set(steps.map(({ ref }) => describeRef(ref)))].join(', ')}.`,
      );
  const meant = steps.filter(({ ref }) => isNamed(undoing, ref));
  const edited = meant.filter(({ action }) => action === 'edit');
  for (const path of undoing.paths ?? [])
    if (!edited.some((step) => hasMeant({ paths: [path] }, step)))
      throw usage(
        `Run ${namesOf(runs)} has not set ${path} there.`,
        edited.length === 0
          ? 'Only an object that was edited can be undone in part.'
          : `It set ${edited.flatMap(({ differences }) => differences.map((difference) => formatPath(difference.path))).join(', ')}.`,
      );
};
