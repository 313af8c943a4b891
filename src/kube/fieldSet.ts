import { isRecord } from '../core/resource.ts';

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
