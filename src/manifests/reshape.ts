import { equal } from '../core/change.ts';
import { listKey } from '../core/diff.ts';
import { isRecord } from '../core/resource.ts';
import { align } from './align.ts';
import { appendPairs, insertItems, removeEntries } from './blockText.ts';
import type { Context, Place } from './context.ts';
import { insertInFlow, removeFromFlow } from './flowText.ts';
import { columnOf } from './lines.ts';
import { replaceValue } from './replace.ts';
import type { Splice } from './splice.ts';
import type { Collection, Entry, Node } from './tree.ts';

type Values = Readonly<Record<string, unknown>>;

const inside = ({ text }: Context, collection: Collection, entry: Entry, place: Place): Place => ({
  holder: collection.kind,
  column: columnOf(text, entry.from),
  inFlow: place.inFlow || collection.flow,
});

/** Takes entries away, neighbours in one go. */
const removals = (context: Context, collection: Collection, gone: ReadonlySet<Entry>): readonly Splice[] => {
  const { entries, flow } = collection;
  return entries.flatMap((entry, from) => {
    if (!gone.has(entry) || gone.has(entries[from - 1] as Entry)) return [];
    const found = entries.findIndex((other, i) => i > from && !gone.has(other));
    const to = found < 0 ? entries.length : found;
    return flow ? removeFromFlow(context, entries, from, to) : removeEntries(context, entries.slice(from, to), entries[to]);
  });
};

const reshapeMap = (context: Context, map: Collection, was: Values, wanted: Values, place: Place): readonly Splice[] => {
  const own = new Set(map.entries.flatMap(({ name, merges }) => (merges || name === undefined ? [] : [name])));
  const gone = new Set(map.entries.filter(({ name, merges }) => !merges && name !== undefined && wanted[name] === undefined));
  if (gone.size === map.entries.length) return replaceValue(context, map, wanted, place);
  const changed = map.entries.flatMap((entry) => {
    const { name, merges, value } = entry;
    if (merges || name === undefined || gone.has(entry)) return [];
    return reshape(context, value, was[name], wanted[name], inside(context, map, entry, place), name);
  });
  const isNew = (name: string): boolean => was[name] === undefined || context.writes === 'borrowed';
  const added = Object.entries(wanted).filter(
    ([name, value]) => value !== undefined && !own.has(name) && !equal(was[name], value) && isNew(name),
  );
  const put = map.flow
    ? insertInFlow(
        context,
        map,
        map.entries.length,
        added.map(([name, value]) => ({ name, value })),
      )
    : appendPairs(context, map, Object.fromEntries(added));
  return [...changed, ...removals(context, map, gone), ...(added.length > 0 ? put : [])];
};

const sameItem = (by: string | undefined, a: unknown, b: unknown): boolean =>
  by === undefined ? equal(a, b) : isRecord(a) && isRecord(b) && a[by] === b[by];

/** How much of two values is the same, from 0 to 1. */
const likeness = (a: unknown, b: unknown): number => {
  if (equal(a, b)) return 1;
  if (Array.isArray(a) && Array.isArray(b))
    return a.filter((one) => b.some((other) => equal(one, other))).length / Math.max(a.length, b.length);
  if (!isRecord(a) || !isRecord(b)) return 0;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.reduce((sum, name) => sum + likeness(a[name], b[name]), 0) / names.length;
};

const reshapeList = (
  context: Context,
  list: Collection,
  was: readonly unknown[],
  wanted: readonly unknown[],
  place: Place,
  name: string,
): readonly Splice[] => {
  const by = listKey(name, was, wanted);
  const same = (i: number, j: number): boolean => sameItem(by, was[i], wanted[j]);
  const alike = (i: number, j: number): boolean => likeness(was[i], wanted[j]) >= 0.3;
  const steps = align(was.length, wanted.length, same, by === undefined ? alike : undefined);
  const gone = new Set(steps.flatMap((step) => (step.is === undefined ? [list.entries[step.was ?? -1] as Entry] : [])));
  if (gone.size === list.entries.length) return replaceValue(context, list, wanted, place);
  const found: Splice[] = [...removals(context, list, gone)];
  const added = new Map<number, unknown[]>();
  let next = 0;
  for (const step of steps) {
    if (step.was !== undefined) next = step.was + 1;
    if (step.was === undefined && step.is !== undefined) added.set(next, [...(added.get(next) ?? []), wanted[step.is]]);
    const entry = step.was === undefined ? undefined : list.entries[step.was];
    if (!entry || step.was === undefined || step.is === undefined) continue;
    found.push(...reshape(context, entry.value, was[step.was], wanted[step.is], inside(context, list, entry, place)));
  }
  for (const [index, values] of added)
    found.push(
      ...(list.flow
        ? insertInFlow(
            context,
            list,
            index,
            values.map((value) => ({ value })),
          )
        : insertItems(context, list, index, values)),
    );
  return found;
};

/**
 * The splices that turn a value as it is written into the one that is wanted, and touch nothing else. They are a proposal:
 * aliases and odd layouts can defeat them, so the result must be read again and compared.
 */
export const reshape = (context: Context, node: Node, was: unknown, wanted: unknown, place: Place, name = ''): readonly Splice[] => {
  if (equal(was, wanted)) return [];
  if (node.kind === 'alias') return context.writes === 'own' ? [] : replaceValue(context, node, wanted, place);
  if (node.kind === 'scalar') return replaceValue(context, node, wanted, place);
  const emptyBlock = node.entries.length === 0;
  if (!emptyBlock && node.kind === 'map' && isRecord(was) && isRecord(wanted)) return reshapeMap(context, node, was, wanted, place);
  if (!emptyBlock && node.kind === 'seq' && Array.isArray(was) && Array.isArray(wanted))
    return reshapeList(context, node, was, wanted, place, name);
  return replaceValue(context, node, wanted, place);
};
