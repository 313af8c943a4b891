import { equal } from '../core/change.ts';
import { formatPath, withoutServerFields, type Difference } from '../core/diff.ts';
import { lastWritten, managersOf, writersSince, type Manager } from '../core/managers.ts';
import type { Resource } from '../core/resource.ts';
import { everywhere, placesOf, standingOf, toldApart } from '../core/threeWay.ts';
import { toolOfManager } from '../analysis/owners.ts';
import type { Step } from './run.ts';

/** What became of a written step: places that are not as they were written, and who has been there. */
export interface TakenBack {
  /** Undefined: the whole object is gone. */
  readonly places?: readonly Difference[];
  /** All of them are as they were before. */
  readonly back: boolean;
  readonly by?: Manager;
  /** How long it lasted, by the server's clock; to the second. */
  readonly seconds?: number;
}

/** It counts revisions on objects of all owners. */
const COUNTING = 'kube-controller-manager';

/** Times are to the second: who owned a place as we wrote, as one does to whom it was given back, may have written again within it. */
const atOnce = (owners: readonly Manager[], after: Resource): Manager | undefined => {
  const written = lastWritten(after);
  return owners.find(({ time }) => time !== undefined && written !== undefined && time >= written);
};

/** Whose write it was: who owns a place now; nobody owns what was taken away, so then who wrote last. */
const writerOf = (places: readonly Difference[], after: Resource | undefined, live: Resource): Manager | undefined => {
  const owners = places.flatMap(({ path }) => managersOf(live, path));
  if (!after) return owners[0];
  const since = writersSince(after, live);
  const isSince = (manager: Manager): boolean => since.some((other) => equal(other, manager));
  return owners.find(isSince) ?? since.find(({ name }) => name !== COUNTING) ?? atOnce(owners, after);
};

const lasted = (after: Resource | undefined, by: Manager | undefined): number | undefined => {
  const [from, to] = [after && lastWritten(after), by?.time].map((time) => (time === undefined ? NaN : Date.parse(time)));
  const seconds = ((to ?? NaN) - (from ?? NaN)) / 1000;
  return seconds >= 0 ? seconds : undefined;
};

/** Undefined where all that the step wrote still stands. */
export const takenBack = ({ action, differences, after }: Step, live: Resource | undefined): TakenBack | undefined => {
  if (action === 'delete') return undefined;
  if (!live) return { back: true };
  const told = placesOf(differences, withoutServerFields(live))
    .filter(({ path }) => path.length > 0)
    .flatMap((place) => toldApart(place, everywhere))
    .filter((place) => standingOf(place) !== 'applied');
  if (told.length === 0) return undefined;
  const places = told.map(({ path, before, applied }) => ({ path, before, after: applied }));
  const by = writerOf(places, after, live);
  const seconds = lasted(after, by);
  return {
    places,
    back: told.every((place) => standingOf(place) === 'undone'),
    ...(by ? { by } : {}),
    ...(seconds === undefined ? {} : { seconds }),
  };
};

const whoOf = (by: Manager | undefined): string => {
  if (!by) return 'somebody';
  const tool = toolOfManager(by.name);
  return tool === undefined ? by.name : `${tool} (${by.name})`;
};

/** `Argo CD (argocd-controller) took spec.replicas back after 12 s`. */
export const takenBackText = ({ places, back, by, seconds }: TakenBack): string => {
  if (!places) return 'somebody deleted it';
  const [first] = places;
  const more = places.length > 1 ? ` and ${places.length - 1} more` : '';
  const what = `${formatPath(first?.path ?? [])}${more}`;
  const after = seconds === undefined ? '' : ` after ${seconds} s`;
  return `${whoOf(by)} ${back ? `took ${what} back` : `changed ${what}`}${after}`;
};
