import { diffWordsWithSpace } from 'diff';
import { isFold, type DiffLine, type Fold } from './objectDiff.ts';

/** A part of a line; `differs` where its counterpart on the other side says something else. */
export interface Piece {
  readonly text: string;
  readonly differs: boolean;
}

/** A line of a difference in pieces; without a counterpart it is one piece that does not differ. */
export interface Side {
  readonly sign: DiffLine['sign'];
  readonly pieces: readonly Piece[];
}

/** A line before and after, side by side; where one is missing the line came or went. */
export interface Pair {
  readonly left?: Side;
  readonly right?: Side;
}

const whole = ({ sign, text }: DiffLine): Side => ({ sign, pieces: [{ text, differs: false }] });

/** The field that a line of YAML sets; lines that set none have no counterpart. */
const fieldOf = ({ text }: DiffLine): string | undefined => /^\s*(?:- )?("[^"]*"|[^\s:]+):/.exec(text)?.[1];

/** Lines with more edits than this differ as a whole: the search takes their square. */
const MOST_EDITS = 500;

const pairOf = (before: DiffLine, after: DiffLine): Pair => {
  const parts = diffWordsWithSpace(before.text, after.text, { maxEditLength: MOST_EDITS });
  if (!parts) return { left: whole(before), right: whole(after) };
  const left = parts.filter(({ added }) => !added).map(({ value, removed }) => ({ text: value, differs: removed }));
  const right = parts.filter(({ removed }) => !removed).map(({ value, added }) => ({ text: value, differs: added }));
  return { left: { sign: '-', pieces: left }, right: { sign: '+', pieces: right } };
};

/** Lines that came or went without a counterpart stand beside each other, to save room. */
const loose = (removed: readonly DiffLine[], added: readonly DiffLine[]): readonly Pair[] =>
  Array.from({ length: Math.max(removed.length, added.length) }, (_, i) => {
    const [left, right] = [removed[i], added[i]];
    return { ...(left ? { left: whole(left) } : {}), ...(right ? { right: whole(right) } : {}) };
  });

/** What one change takes away and what it puts there: lines that set the same field are counterparts, in order. */
const matched = (removed: readonly DiffLine[], added: readonly DiffLine[]): readonly Pair[] => {
  const pairs: (readonly Pair[])[] = [];
  const places = Map.groupBy(added.keys(), (at) => fieldOf(added[at] as DiffLine));
  const next = new Map<string, number>();
  let [from, to] = [0, 0];
  for (const [i, before] of removed.entries()) {
    const field = fieldOf(before);
    if (field === undefined) continue;
    const among = places.get(field) ?? [];
    let nth = next.get(field) ?? 0;
    while ((among[nth] ?? to) < to) nth++;
    next.set(field, nth);
    const j = among[nth];
    if (j === undefined) continue;
    pairs.push(loose(removed.slice(from, i), added.slice(to, j)), [pairOf(before, added[j] as DiffLine)]);
    [from, to] = [i + 1, j + 1];
  }
  return [...pairs, loose(removed.slice(from), added.slice(to))].flat();
};

/** The difference side by side, folds left where they are. */
export const beside = (parts: readonly (DiffLine | Fold)[]): readonly (Pair | Fold)[] => {
  const rows: (readonly (Pair | Fold)[])[] = [];
  let [removed, added]: [DiffLine[], DiffLine[]] = [[], []];
  const flush = (): void => {
    rows.push(matched(removed, added));
    [removed, added] = [[], []];
  };
  for (const part of parts) {
    if (!isFold(part) && part.sign !== ' ') {
      (part.sign === '-' ? removed : added).push(part);
      continue;
    }
    flush();
    rows.push([isFold(part) ? part : { left: whole(part), right: whole(part) }]);
  }
  flush();
  return rows.flat();
};

const sidesOf = (pairs: readonly Pair[], side: keyof Pair): readonly Side[] => pairs.flatMap((pair) => pair[side] ?? []);

/** The difference from top to bottom: in each change first what goes, then what comes. */
export const unified = (parts: readonly (DiffLine | Fold)[]): readonly (Side | Fold)[] => {
  const rows: (readonly (Side | Fold)[])[] = [];
  let change: Pair[] = [];
  const flush = (): void => {
    rows.push(sidesOf(change, 'left'), sidesOf(change, 'right'));
    change = [];
  };
  for (const row of beside(parts)) {
    if (!('hidden' in row) && row.left?.sign !== ' ') {
      change.push(row);
      continue;
    }
    flush();
    if ('hidden' in row) rows.push([row]);
    else if (row.left) rows.push([row.left]);
  }
  flush();
  return rows.flat();
};
