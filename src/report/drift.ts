import { tells } from '../analysis/redacted.ts';
import type { UndoStep } from '../app/planUndo.ts';
import { formatPath } from '../core/diff.ts';
import { managersOf, type Manager } from '../core/managers.ts';
import { printable } from '../core/printable.ts';
import { kindOf, refOf } from '../core/resource.ts';
import type { Place } from '../core/threeWay.ts';
import { table } from './table.ts';

/** A place that somebody changed since a run: as it was before the run, as the run made it, as it is now. An absent side was not there. */
export interface ReportedPlace {
  /** `spec.template.spec.containers[api].image`; the whole object: empty. */
  readonly path: string;
  readonly before?: unknown;
  readonly applied?: unknown;
  readonly now?: unknown;
  /** Who wrote what stands there now; absent where the server does not say. */
  readonly by?: Manager;
}

const HIDDEN = '***';

const shownIn = (kind: string, { path }: Place): ((value: unknown) => unknown) => {
  const last = path.at(-1);
  const name = typeof last === 'string' ? last : (last?.is ?? '');
  const isSecret = kind === 'Secret' && path[0] !== 'metadata';
  return (value) => (value !== undefined && (isSecret || tells(name, value)) ? HIDDEN : value);
};

/** Credentials are hidden. */
export const reportedPlace = ({ live, step }: Pick<UndoStep, 'live' | 'step'>, place: Place): ReportedPlace => {
  const shown = shownIn(kindOf(live ? refOf(live) : step.ref), place);
  const [before, applied, now] = [shown(place.before), shown(place.applied), shown(place.now)];
  const by = live && managersOf(live, place.path)[0];
  return {
    path: formatPath(place.path),
    ...(before === undefined ? {} : { before }),
    ...(applied === undefined ? {} : { applied }),
    ...(now === undefined ? {} : { now }),
    ...(by ? { by } : {}),
  };
};

/** The places of a step that somebody changed since: refused, overwritten or kept. */
export const changedPlaces = ({ undo }: UndoStep): readonly Place[] => {
  if (undo.state === 'drift') return undo.places;
  return undo.state === 'ready' ? [...undo.overwrites, ...undo.keeps] : undo.keeps;
};

export const reportedDrift = (step: UndoStep): readonly ReportedPlace[] => changedPlaces(step).map((place) => reportedPlace(step, place));

const WIDEST = 40;

/** JSON on one line; `-` for what is not there. */
export const valueText = (value: unknown, widest = WIDEST): string => {
  const text = value === undefined ? '-' : printable(JSON.stringify(value));
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
};

/** `kubectl-edit (Update), 2026-11-21T12:03:41Z`. */
export const writerText = (by: Manager | undefined): string =>
  by ? printable(`${by.name} (${by.operation})${by.time === undefined ? '' : `, ${by.time}`}`) : '-';

/** Three columns for each place, and who wrote what is there now. */
export const driftTable = (places: readonly ReportedPlace[]): readonly string[] =>
  table(
    ['PATH', 'BEFORE', 'APPLIED', 'NOW', 'BY'],
    places.map(({ path, before, applied, now, by }) => [
      printable(path === '' ? '(the object)' : path),
      valueText(before),
      valueText(applied),
      valueText(now),
      writerText(by),
    ]),
  );
