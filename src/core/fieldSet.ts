import { equal } from './change.ts';
import { isRecord, own } from './resource.ts';

/**
 * A FieldsV1 tree of managedFields: `f:name` leads to a field, `k:{…}` to a list item by its keys, `v:…` to a value of a
 * set, and `.` says that the place itself is owned. An empty tree is a place that is owned.
 */
export type FieldSet = Readonly<Record<string, unknown>>;

const isOwned = (tree: FieldSet): boolean => Object.keys(tree).length === 0 || '.' in tree;

const subtree = (tree: FieldSet, name: string): FieldSet | undefined => (isRecord(tree[name]) ? tree[name] : undefined);

const OWNED: FieldSet = {};

/** Everything that is in either. */
export const union = (a: FieldSet, b: FieldSet): FieldSet => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  const joined = Object.fromEntries(
    [...names].map((name) => {
      const [left, right] = [subtree(a, name), subtree(b, name)];
      if (!left || !right) return [name, left ?? right ?? OWNED];
      const below = union(left, right);
      return [name, Object.keys(below).length > 0 && (isOwned(left) || isOwned(right)) ? { '.': OWNED, ...below } : below];
    }),
  );
  return joined;
};

/** What is in both; undefined where that is nothing. */
export const intersection = (a: FieldSet, b: FieldSet): FieldSet | undefined => {
  const common: Record<string, unknown> = {};
  for (const name of Object.keys(a)) {
    const [left, right] = [subtree(a, name), subtree(b, name)];
    if (!left || !right || name === '.') continue;
    const below = intersection(left, right);
    if (isOwned(left) && isOwned(right)) common[name] = below ? { '.': OWNED, ...below } : OWNED;
    else if (below) common[name] = below;
  }
  return Object.keys(common).length > 0 ? common : undefined;
};

/** What is in the first and not in the second; undefined where that is nothing. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet | undefined => {
  const left: Record<string, unknown> = {};
  for (const name of Object.keys(a)) {
    const [mine, theirs] = [subtree(a, name), subtree(b, name)];
    if (!mine || name === '.') continue;
    const below = theirs ? difference(mine, theirs) : mine;
    const isLeft = isOwned(mine) && !(theirs && isOwned(theirs));
    if (theirs && isLeft) left[name] = below ? { '.': OWNED, ...below } : OWNED;
    else if (below) left[name] = below;
  }
  return Object.keys(left).length > 0 ? left : undefined;
};

/** The keys of `k:{…}` and the value of `v:…`; undefined for what no server writes. */
const toldBy = (json: string): unknown => {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
};

/** The value to which a name of a tree leads: a field, the item of a list with these keys, or a member of a set. */
const valueOf = (within: unknown, name: string): unknown => {
  const [sort, rest] = [name.slice(0, 2), name.slice(2)];
  if (sort === 'f:') return isRecord(within) ? own(within, rest) : undefined;
  if (!Array.isArray(within)) return undefined;
  if (sort === 'i:') return within[Number(rest)] as unknown;
  const told = toldBy(rest);
  if (sort === 'v:') return within.find((item) => equal(item, told));
  return within.find((item) => isRecord(item) && isRecord(told) && Object.entries(told).every(([key, is]) => equal(item[key], is)));
};

/** The places of a tree at which two objects are the same; a place that is owned for itself, where it is there in both or in neither. */
export const sameIn = (tree: FieldSet, one: unknown, other: unknown): FieldSet | undefined => {
  const same: Record<string, unknown> = {};
  for (const name of Object.keys(tree)) {
    const below = subtree(tree, name);
    if (!below || name === '.') continue;
    const [left, right] = [valueOf(one, name), valueOf(other, name)];
    const isLeaf = Object.keys(below).length === 0;
    const within = isLeaf ? undefined : sameIn(below, left, right);
    const isSame = isLeaf ? equal(left, right) : isOwned(below) && (left === undefined) === (right === undefined);
    if (isSame) same[name] = within ? { '.': OWNED, ...within } : OWNED;
    else if (within) same[name] = within;
  }
  return Object.keys(same).length > 0 ? same : undefined;
};

/** Places of the first that are owned for themselves alone, within which the second owns something: a map or list of nothing but others' parts. */
export const hollowIn = (tree: FieldSet, others: FieldSet): FieldSet | undefined => {
  const hollow: Record<string, unknown> = {};
  for (const name of Object.keys(tree)) {
    const [mine, theirs] = [subtree(tree, name), subtree(others, name)];
    if (!mine || !theirs || name === '.') continue;
    const isAlone = Object.keys(mine).every((of) => of === '.');
    const below = isAlone ? undefined : hollowIn(mine, theirs);
    if (isAlone && Object.keys(theirs).some((of) => of !== '.')) hollow[name] = OWNED;
    else if (below) hollow[name] = below;
  }
  return Object.keys(hollow).length > 0 ? hollow : undefined;
};
