import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences, formatPath, listKey, type Path } from '../../src/core/diff.ts';
import { merge } from '../../src/core/merge.ts';
import { isRecord } from '../../src/core/resource.ts';
import { everywhere, named, placesOf, standingOf, toldApart, undoing, type Meant, type Place } from '../../src/core/threeWay.ts';
import { versions } from './arbitraries.ts';

const many = { numRuns: 500 };

const never = (): boolean => false;
const always = (): boolean => true;

/** What an object is once what is meant of its differences is undone. */
const undone = (before: unknown, after: unknown, live: unknown, meant: Meant, restores: (place: Place) => boolean): unknown => {
  const { merged, drift } = merge(live, undoing(placesOf(differences(before, after), live, before), live, meant, restores));
  expect(drift).toEqual([]);
  return merged;
};

const toldOf = (before: unknown, after: unknown, live: unknown, meant: Meant = everywhere): readonly Place[] =>
  placesOf(differences(before, after), live, before).flatMap((place) => toldApart(place, meant));

/** The names of all places below one, as a person might name them. */
const within = (path: Path, value: unknown): readonly string[] => {
  const last = path.at(-1);
  const parts = (): readonly (readonly [Path, unknown])[] => {
    if (Array.isArray(value)) {
      const by = listKey(typeof last === 'string' ? last : '', value);
      return by === undefined ? [] : value.map((item: Record<string, string>) => [[...path, { by, is: item[by]! }], item]);
    }
    return isRecord(value) ? Object.entries(value).map(([name, part]) => [[...path, name], part]) : [];
  };
  return [...parts().flatMap(([at, part]) => within(at, part)), formatPath(path)];
};

const namesOf = (before: unknown, after: unknown): readonly string[] => [
  ...new Set(differences(before, after).flatMap((place) => [...within(place.path, place.before), ...within(place.path, place.after)])),
];

const shuffled = <T>(list: readonly T[], seeds: readonly number[]): readonly T[] =>
  list
    .map((item, i) => ({ item, at: seeds[i % seeds.length]! + i / 1e6 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);

describe('undoing by place', () => {
  it('of all places gives back what was there before', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        expect(undone(before, after, after, everywhere, never)).toEqual(before);
      }),
      many,
    );
  });

  it('by fields in any order gives back what was there before', () => {
    fc.assert(
      fc.property(versions, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), ({ before, after }, seeds) => {
        const names = shuffled(namesOf(before, after), seeds);
        const end = names.reduce((live, name) => undone(before, after, live, named([name]), never), after);
        expect(end).toEqual(before);
      }),
      many,
    );
  });

  it('twice changes nothing more', () => {
    fc.assert(
      fc.property(versions, ({ before, after, live }) => {
        const once = undone(before, after, live, everywhere, never);
        expect(undone(before, after, once, everywhere, never)).toEqual(once);
      }),
      many,
    );
  });

  it('keeps every place that somebody changed, unless it is restored', () => {
    let changes = 0;
    fc.assert(
      fc.property(versions, ({ before, after, live }) => {
        const changed = toldOf(before, after, live).filter((place) => standingOf(place) === 'changed');
        changes += changed.length;
        const kept = undone(before, after, live, everywhere, never);
        const still = toldOf(before, after, kept).filter((place) => standingOf(place) !== 'undone');
        expect(still.map(({ path, now }) => ({ path, now }))).toEqual(changed.map(({ path, now }) => ({ path, now })));
        expect(
          toldOf(before, after, undone(before, after, live, everywhere, always))
            .filter((place) => !place.gone)
            .map(standingOf),
        ).not.toContain('changed');
      }),
      many,
    );
    expect(changes).toBeGreaterThan(100);
  });

  it('tells what is within from what only begins alike', () => {
    const before = { spec: { host: 1, hostNetwork: true } };
    const after = { spec: { host: 2, hostNetwork: false } };
    expect(undone(before, after, after, named(['spec.host']), never)).toEqual({ spec: { host: 1, hostNetwork: false } });
  });

  it('takes one field out of what was added as a whole, and the rest with the last of them', () => {
    const before = { containers: [{ name: 'api' }] };
    const after = { containers: [{ name: 'api', securityContext: { privileged: false, runAsNonRoot: true } }] };
    const one = undone(before, after, after, named(['containers[api].securityContext.privileged']), never);
    expect(one).toEqual({ containers: [{ name: 'api', securityContext: { runAsNonRoot: true } }] });
    expect(undone(before, after, one, named(['containers[api].securityContext.runAsNonRoot']), never)).toEqual(before);
  });

  const HARD = { containers: [{ name: 'api', securityContext: { privileged: false, runAsNonRoot: true } }] };
  const SOFT = { containers: [{ name: 'api' }] };
  const api = (securityContext: object): object => ({ containers: [{ name: 'api', securityContext }] });

  it('leaves what somebody added inside what was added, even where all that drifted is restored', () => {
    const live = api({ privileged: false, runAsNonRoot: true, runAsUser: 7 });
    expect(toldOf(SOFT, HARD, live).map(standingOf)).not.toContain('changed');
    for (const restores of [never, always]) expect(undone(SOFT, HARD, live, everywhere, restores)).toEqual(api({ runAsUser: 7 }));
    expect(toldOf(SOFT, HARD, api({ runAsUser: 7 })).map(standingOf)).toEqual(['undone', 'undone']);
  });

  it('takes nothing that somebody keeps by now, though it is as it was made, unless it is restored', () => {
    const keeper = (path: Path): string | undefined => (formatPath(path).endsWith('runAsNonRoot') || path.length < 4 ? 'team' : undefined);
    const places = placesOf(differences(SOFT, HARD), HARD, SOFT, keeper);
    const told = places.flatMap((place) => toldApart(place, everywhere)).map((place) => [formatPath(place.path), standingOf(place)]);
    expect(told).toEqual([
      ['containers[api].securityContext.privileged', 'applied'],
      ['containers[api].securityContext.runAsNonRoot', 'changed'],
    ]);
    expect(merge(HARD, undoing(places, HARD, everywhere, never)).merged).toEqual(api({ runAsNonRoot: true }));
    expect(merge(HARD, undoing(places, HARD, everywhere, always)).merged).toEqual(SOFT);
  });
});
