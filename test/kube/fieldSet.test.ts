import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersection, union, type FieldSet } from '../../src/kube/fieldSet.ts';

const paths = fc.array(fc.array(fc.constantFrom('f:a', 'f:b', 'k:{"name":"c"}'), { minLength: 1, maxLength: 4 }), { maxLength: 6 });

/** The tree in which exactly these places are owned, written as the API server writes it. */
const treeOf = (owned: readonly (readonly string[])[]): FieldSet => {
  const names = [...new Set(owned.map(([name]) => name!))];
  return Object.fromEntries(
    names.map((name) => {
      const below = owned.filter(([first]) => first === name).map(([, ...rest]) => rest);
      const deeper = treeOf(below.filter((path) => path.length > 0));
      const isOwned = below.some((path) => path.length === 0);
      return [name, isOwned && Object.keys(deeper).length > 0 ? { '.': {}, ...deeper } : deeper];
    }),
  );
};

const keys = (owned: readonly (readonly string[])[]): ReadonlySet<string> => new Set(owned.map((path) => path.join(' ')));
const both = (a: string[][], b: string[][]): string[][] => a.filter((path) => keys(b).has(path.join(' ')));

describe('sets of fields', () => {
  it('join as sets of places do', () => {
    fc.assert(
      fc.property(paths, paths, (a, b) => {
        expect(union(treeOf(a), treeOf(b))).toEqual(treeOf([...a, ...b]));
      }),
    );
  });

  it('meet as sets of places do', () => {
    fc.assert(
      fc.property(paths, paths, (a, b) => {
        const common = both(a, b);
        expect(intersection(treeOf(a), treeOf(b))).toEqual(common.length === 0 ? undefined : treeOf(common));
      }),
    );
  });
});
