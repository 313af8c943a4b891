import { parse } from 'yaml';
import type { PlannedChange } from '../../app/plan.ts';
import { differences, type Path } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import { planChanges } from '../../core/plan.ts';
import { refKey } from '../../core/resource.ts';
import type { DiffLine } from '../../report/objectDiff.ts';
import { next, telling, type Next } from '../next.ts';
import { diffOf } from '../parts/diffRows.ts';
import type { Review, State, World } from '../state.ts';
import { planning } from './planning.ts';

/** The object as it would be stored, with one of its changes left as it was where `hunk` says so. Undefined: that is no object. */
const storedWithout = (lines: readonly DiffLine[], hunk: number): unknown => {
  let [at, changed] = [-1, false];
  const kept = lines.filter(({ sign }) => {
    if (sign !== ' ' && !changed) at++;
    changed = sign !== ' ';
    return sign === ' ' || sign === (at === hunk ? '-' : '+');
  });
  try {
    return parse(kept.map(({ text }) => text).join('\n'));
  } catch {
    return undefined;
  }
};

const overlap = (a: Path, b: Path): boolean => {
  const length = Math.min(a.length, b.length);
  return JSON.stringify(a.slice(0, length)) === JSON.stringify(b.slice(0, length));
};

/** The places that would be left alone without this finding. */
const placesOf = (finding: Finding, { change, findings }: PlannedChange, { scan, catalogue, session }: World): readonly Path[] => {
  const others = findings.filter((of) => of !== finding);
  const left = planChanges(scan.snapshot, others, catalogue, session.answers);
  const without = left.find((of) => refKey(of.change.ref) === refKey(change.ref));
  return differences(without ? without.change.after : change.before, change.after).map(({ path }) => path);
};

/** The findings whose fixes make the change at the cursor; a creation and a deletion are one change. */
export const behind = (world: World, { plan, object, view }: Review): readonly Finding[] => {
  const planned = plan.changes[object];
  if (!planned) return [];
  const { change, findings } = planned;
  if (!change.before || !change.after) return findings;
  const lines = diffOf(planned);
  const [without, whole] = [storedWithout(lines, view.hunk), storedWithout(lines, -1)];
  if (without === undefined || whole === undefined) return [];
  const places = differences(without, whole).map(({ path }) => path);
  return findings.filter((finding) => placesOf(finding, planned, world).some((path) => places.some((place) => overlap(path, place))));
};

const planOf = ({ plan }: Review): readonly Finding[] => [...new Set(plan.changes.flatMap(({ findings }) => findings))];

/** Asks for the plan of these findings; what was taken out of it counts once the plan is there. */
const replanning = (state: State, findings: readonly Finding[], dropped: Review['dropped']): Next => {
  const asked = planning(state, findings, 'review');
  return asked.state.overlay?.kind === 'wait'
    ? { ...asked, state: { ...asked.state, overlay: { ...asked.state.overlay, dropped } } }
    : asked;
};

/** Takes the change at the cursor out of the plan, and all else that the same fixes would do. */
export const drop = (state: State): Next => {
  const { screen, world } = state;
  if (screen.at !== 'review' || !world) return next(state);
  const gone = behind(world, screen);
  if (gone.length === 0) return next(telling(state, 'No fix makes this change by itself: the server adds it.', 'warn'));
  const left = planOf(screen).filter(({ id }) => !gone.some((of) => of.id === id));
  if (left.length === 0) return next(telling(state, 'Nothing would be left of the plan; esc leaves it.', 'warn'));
  return replanning(state, left, [...screen.dropped, gone]);
};

/** The same plan on what is there now. */
export const askAgain = (state: State): Next =>
  state.screen.at === 'review' ? replanning(state, planOf(state.screen), state.screen.dropped) : next(state);

/** Brings back what was taken out last. */
export const bringBack = (state: State): Next => {
  if (state.screen.at !== 'review') return next(state);
  const { dropped } = state.screen;
  return replanning(state, [...planOf(state.screen), ...(dropped.at(-1) ?? [])], dropped.slice(0, -1));
};
