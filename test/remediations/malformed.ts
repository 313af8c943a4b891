import fc from 'fast-check';
import { isRecord, type Resource } from '../../src/core/resource.ts';

type Place = readonly (string | number)[];

/** What the targets check before an object gets into a snapshot. */
const CHECKED = new Set(['apiVersion', 'kind', 'metadata', 'metadata.name', 'metadata.namespace']);

const placesIn = (value: unknown, at: Place = []): readonly Place[] => {
  const inner: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown, i) => [i, item] as const)
    : isRecord(value)
      ? Object.entries(value)
      : [];
  return inner.flatMap(([name, item]) => [[...at, name], ...placesIn(item, [...at, name])]);
};

const withValue = (root: unknown, [name, ...rest]: Place, value: unknown): unknown => {
  if (name === undefined) return value;
  if (Array.isArray(root)) return root.map((item: unknown, i) => (i === name ? withValue(item, rest, value) : item));
  return isRecord(root) ? { ...root, [name]: withValue(root[name], rest, value) } : root;
};

const JUNK = fc.constantFrom<unknown>(null, undefined, 0, -1.5, '', 'junk', true, [], [null], ['x', 1], {}, { name: null });

/** The objects with one to three places of one of them replaced by something that does not belong there. */
export const malformed = (objects: readonly Resource[]): fc.Arbitrary<readonly Resource[]> =>
  fc.nat(objects.length - 1).chain((which) => {
    const victim = objects[which]!;
    const places = placesIn(victim).filter((place) => !CHECKED.has(place.join('.')));
    if (places.length === 0) return fc.constant(objects);
    return fc.array(fc.tuple(fc.constantFrom(...places), JUNK), { minLength: 1, maxLength: 3 }).map((hits) => {
      const broken = hits.reduce<unknown>((so, [place, junk]) => withValue(so, place, junk), victim) as Resource;
      return objects.map((object, i) => (i === which ? broken : object));
    });
  });
