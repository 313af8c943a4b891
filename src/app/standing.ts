import { withoutServerFields } from '../core/diff.ts';
import type { Resource } from '../core/resource.ts';
import { everywhere, placesOf, standingOf, toldApart } from '../core/threeWay.ts';
import { formerOf, type Step } from './run.ts';

/** What others did to the whole of an object that a step wrote; undefined where it is still the one. */
export const replaced = (step: Step, live: Resource | undefined): string | undefined => {
  if (step.action === 'delete') return undefined;
  if (!live) return 'it is gone';
  const [was, is] = [(formerOf(step) ?? step.after)?.metadata.uid, live.metadata.uid];
  return was !== undefined && is !== undefined && was !== is ? 'it was deleted and created again' : undefined;
};

/** The step as its object tells after an undo: whether it stands, stands in part, or is taken back. */
export const asItStands = (step: Step, live: Resource | undefined): Step => {
  const { undone: _undone, owes: _owes, ...rest } = step;
  const stands: Step = ['verified', 'degraded'].includes(step.state) ? rest : { ...rest, state: 'applied' };
  const back: Step = { ...rest, state: 'rolled-back' };
  if (step.action === 'create') return live ? stands : back;
  if (step.action === 'delete') return live ? back : stands;
  const places = live ? placesOf(step.differences, withoutServerFields(live)).flatMap((place) => toldApart(place, everywhere)) : [];
  const undone = places.filter((place) => standingOf(place) === 'undone').map(({ path }) => path);
  if (undone.length === places.length) return back;
  return undone.length === 0 ? stands : { ...stands, undone };
};
