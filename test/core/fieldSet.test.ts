import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, intersection, sameIn, union, type FieldSet } from '../../src/core/fieldSet.ts';

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

  it('differ as sets of places do', () => {
    fc.assert(
      fc.property(paths, paths, (a, b) => {
        const left = a.filter((path) => !keys(b).has(path.join(' ')));
        expect(difference(treeOf(a), treeOf(b))).toEqual(left.length === 0 ? undefined : treeOf(left));
      }),
    );
  });
});

describe('places at which two objects are the same', () => {
  const container = (name: string, more: object): object => ({ name, ...more });
  const before = {
    spec: { replicas: 1, containers: [container('a', { image: '1', ports: [{ containerPort: 80, protocol: 'TCP', name: 'x' }] })] },
  };
  const live = {
    spec: {
      replicas: 2,
      containers: [container('b', {}), container('a', { image: '1', ports: [{ containerPort: 80, protocol: 'TCP', name: 'y' }] })],
    },
  };
  const PORT = 'k:{"containerPort":80,"protocol":"TCP"}';

  it('are told by value, items by their keys', () => {
    const tree = {
      'f:spec': {
        'f:replicas': {},
        'f:containers': {
          'k:{"name":"a"}': { '.': {}, 'f:image': {}, 'f:ports': { [PORT]: { '.': {}, 'f:name': {} } } },
          'k:{"name":"b"}': { '.': {} },
        },
      },
    };
    expect(sameIn(tree, live, before)).toEqual({
      'f:spec': { 'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:image': {}, 'f:ports': { [PORT]: {} } } } },
    });
  });

  it('are all places of one object with itself', () => {
    const tree = { 'f:spec': { 'f:replicas': {}, 'f:containers': { '.': {}, 'k:{"name":"a"}': { '.': {}, 'f:image': {} } } } };
    expect(sameIn(tree, live, live)).toEqual(tree);
  });

  it('bear names that no server writes', () => {
    expect(sameIn({ 'f:spec': { 'f:containers': { 'k:{': {}, 'f:image': {} }, 'v:{': {} } }, live, {})).toBeDefined();
  });
});
