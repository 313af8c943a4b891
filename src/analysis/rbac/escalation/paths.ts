import { derived, type Snapshot } from '../../../core/snapshot.ts';
import { difference } from '../difference.ts';
import { isRight, type Rule } from '../rules.ts';
import { certificate, impersonate, secretRead, tokenRequest } from './becoming.ts';
import { nodesProxy, podCreate, podExec } from './pods.ts';
import { bind, escalate } from './roles.ts';
import { EVERYTHING_EVERYWHERE, hasAllIn, isEverything, type Standing, type Step } from './standing.ts';
import { boundStandings, worldOf, type World } from './world.ts';

/** How one standing becomes another, step by step. */
export interface Path {
  readonly steps: readonly Step[];
  readonly to: Standing;
  /** Whether its end may do everything. */
  readonly everything: boolean;
}

type Way = (standing: Standing, world: World, snapshot: Snapshot) => readonly Step[];

/** The most direct first: of two ways to the same end the first is told. */
const TECHNIQUES: readonly Way[] = [impersonate, bind, escalate, tokenRequest, secretRead, certificate, podCreate, podExec, nodesProxy];

/** Longer chains are true, but nobody needs them to act. */
const MOST_STEPS = 6;

const taken = derived(() => new Map<string, readonly Step[]>());

/** What a standing can become with one step. */
const stepsOf = (standing: Standing, snapshot: Snapshot): readonly Step[] => {
  const known = taken(snapshot);
  let steps = known.get(standing.key);
  if (!steps) {
    // Who has everything in a namespace becomes anybody there at once; no other way leads further.
    const ways = isEverything(standing) ? [] : standing.identity || !hasAllIn(standing) ? TECHNIQUES : [tokenRequest];
    steps = ways.flatMap((way) => way(standing, worldOf(snapshot), snapshot));
    known.set(standing.key, steps);
  }
  return steps;
};

/** Shortest ways to everybody who can be become, in the order of their length. What was reached is not tried again, so that cycles end. */
function* waysFrom(from: Standing, snapshot: Snapshot): Generator<Path> {
  const reached = new Set([from.key]);
  let ends: readonly { readonly at: Standing; readonly steps: readonly Step[] }[] = [{ at: from, steps: [] }];
  for (let length = 1; length <= MOST_STEPS && ends.length > 0; length++) {
    const next: { readonly at: Standing; readonly steps: readonly Step[] }[] = [];
    for (const { at, steps } of ends)
      for (const step of stepsOf(at, snapshot)) {
        if (reached.has(step.to.key)) continue;
        reached.add(step.to.key);
        const everything = isEverything(step.to);
        if (!everything) next.push({ at: step.to, steps: [...steps, step] });
        yield { steps: [...steps, step], to: step.to, everything };
      }
    ends = next;
  }
}

const rulesIn = ({ given }: Standing, namespace: string | undefined): readonly Rule[] =>
  given.filter((one) => one.namespace === undefined || one.namespace === namespace).flatMap(({ rules }) => rules ?? []);

/** Whether `to` may do something that `from` may not, or holds a role that is not known. */
const isStronger = (to: Standing, from: Standing): boolean =>
  to.given.some(({ rules, namespace }) => !rules || difference(rules.filter(isRight), rulesIn(from, namespace)).length > 0);

/** Shortest ways to everybody who can be become and may do more, those to everything first, then the short ones. */
export const pathsFrom = (from: Standing, snapshot: Snapshot): readonly Path[] => {
  if (isEverything(from)) return [];
  const found = [...waysFrom(from, snapshot)].filter(({ to, everything }) => everything || isStronger(to, from));
  return [...found.filter(({ everything }) => everything), ...found.filter(({ everything }) => !everything)];
};

interface Arrival {
  readonly from: Standing;
  readonly step: Step;
}

/** Every step that anybody can take, by where it leads. */
const arrivalsOf = (snapshot: Snapshot): ReadonlyMap<string, readonly Arrival[]> => {
  const standings = new Map(boundStandings(snapshot).map((standing) => [standing.key, standing]));
  const found = new Map<string, Arrival[]>();
  for (const from of standings.values())
    for (const step of stepsOf(from, snapshot)) {
      const { key } = step.to;
      if (!standings.has(key)) standings.set(key, step.to);
      const there = found.get(key);
      if (there) there.push({ from, step });
      else found.set(key, [{ from, step }]);
    }
  return found;
};

/** The first step of the shortest way to everything, by who takes it; found backwards, once for all. */
const firstSteps = derived((snapshot) => {
  const arrivals = arrivalsOf(snapshot);
  const first = new Map<string, Step>();
  const tops = [EVERYTHING_EVERYWHERE, ...boundStandings(snapshot).filter(isEverything)];
  const reached = tops.map(({ key }) => key);
  for (const key of reached)
    for (const { from, step } of arrivals.get(key) ?? []) {
      if (first.has(from.key)) continue;
      first.set(from.key, step);
      reached.push(from.key);
    }
  return first;
});

/** The shortest way to everything for somebody whom a binding names, if there is one. */
export const pathToEverything = (from: Standing, snapshot: Snapshot): Path | undefined => {
  const steps: Step[] = [];
  for (let step = firstSteps(snapshot).get(from.key); step; step = firstSteps(snapshot).get(step.to.key)) steps.push(step);
  const to = steps.at(-1)?.to;
  return to && { steps, to, everything: true };
};
