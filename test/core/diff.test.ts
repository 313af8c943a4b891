import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal } from '../../src/core/change.ts';
import { differences, formatPath, invert, withoutServerFields, type Difference, type Path } from '../../src/core/diff.ts';
import { merge, mergeObject, valueAt } from '../../src/core/merge.ts';
import type { Resource } from '../../src/core/resource.ts';
import { json, versions } from './arbitraries.ts';

const leadsTo = (path: Path, other: Path): boolean => path.every((segment, i) => equal(segment, other[i]));

/** Neither of the two places contains the other. */
const apart = (a: Path, b: Path): boolean => !leadsTo(a, b) && !leadsTo(b, a);

const many = { numRuns: 2000 };

describe('differences', () => {
  it('are none exactly when two values are equal', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        expect(differences(before, after).length === 0).toBe(equal(before, after));
      }),
      many,
    );
    fc.assert(
      fc.property(json, (value) => {
        expect(differences(value, structuredClone(value))).toEqual([]);
      }),
    );
  });

  it('say truly what stood where', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        for (const difference of differences(before, after)) {
          expect(valueAt(before, difference.path)).toEqual(difference.before);
          expect(valueAt(after, difference.path)).toEqual(difference.after);
        }
      }),
      many,
    );
  });

  it('lie apart from each other', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        const paths = differences(before, after).map(({ path }) => path);
        paths.forEach((path, i) => paths.slice(i + 1).forEach((other) => expect(apart(path, other)).toBe(true)));
      }),
      many,
    );
  });

  it('survive JSON, as a record on disk does', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        const found = differences(before, after);
        const read = JSON.parse(JSON.stringify(found)) as readonly Difference[];
        expect(read).toEqual(found);
        expect(merge(before, read).merged).toEqual(after);
      }),
    );
  });

  it('name list items by key, not by index', () => {
    const pod = (containers: unknown): unknown => ({ spec: { containers } });
    const found = differences(
      pod([{ name: 'api', image: 'a:1' }, { name: 'log' }]),
      pod([{ name: 'init' }, { name: 'api', image: 'a:2' }]),
    );
    expect(found.map(({ path }) => formatPath(path))).toEqual([
      'spec.containers[api].image',
      'spec.containers[log]',
      'spec.containers[init]',
    ]);
    expect(found[2]).toMatchObject({ follows: null });
  });

  it('tell volume mounts apart by their path', () => {
    const before = {
      volumeMounts: [
        { name: 'data', mountPath: '/a' },
        { name: 'data', mountPath: '/b' },
      ],
    };
    const after = {
      volumeMounts: [
        { name: 'data', mountPath: '/a', readOnly: true },
        { name: 'data', mountPath: '/b' },
      ],
    };
    expect(differences(before, after)).toEqual([{ path: ['volumeMounts', { by: 'mountPath', is: '/a' }, 'readOnly'], after: true }]);
  });

  it('take a list with a name twice, or without names, as one value', () => {
    const twice = [{ name: 'a' }, { name: 'a' }];
    expect(differences({ env: twice }, { env: [{ name: 'a' }] })).toEqual([{ path: ['env'], before: twice, after: [{ name: 'a' }] }]);
    expect(differences({ drop: ['ALL'] }, { drop: ['ALL', 'X'] })).toHaveLength(1);
  });

  it('quote field names in paths where a reader could mistake them', () => {
    expect(formatPath(['metadata', 'labels', 'app.kubernetes.io/name'])).toBe('metadata.labels["app.kubernetes.io/name"]');
  });
});

describe('merge', () => {
  it('of the differences leads from before to after', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        const { merged, drift, already } = merge(before, differences(before, after));
        expect(merged).toEqual(after);
        expect([drift, already]).toEqual([[], []]);
      }),
      many,
    );
  });

  it('of the inverted differences leads back, with every list in its order', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        const { merged, drift, already } = merge(after, invert(differences(before, after)));
        expect(merged).toEqual(before);
        expect([drift, already]).toEqual([[], []]);
      }),
      many,
    );
  });

  it('a second time changes nothing', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        const list = differences(before, after);
        const { merged, done, drift } = merge(after, list);
        expect(merged).toEqual(after);
        expect([done, drift]).toEqual([[], []]);
      }),
      many,
    );
  });

  it('accounts for every difference once', () => {
    fc.assert(
      fc.property(versions, ({ before, after, live }) => {
        const list = differences(before, after);
        const { done, already, drift } = merge(live, list);
        expect(new Set([...done, ...already, ...drift.map(({ difference }) => difference)])).toEqual(new Set(list));
        expect(done.length + already.length + drift.length).toBe(list.length);
      }),
      many,
    );
  });

  it('never overwrites what somebody else has set', () => {
    fc.assert(
      fc.property(versions, ({ before, after, live }) => {
        const ours = differences(before, after);
        const { merged, done, already, drift } = merge(live, ours);
        for (const { difference, live: theirs } of drift) {
          expect(valueAt(merged, difference.path)).toEqual(valueAt(live, difference.path));
          expect(theirs).toEqual(valueAt(live, difference.path));
        }
        for (const { path, before: was } of done) expect(valueAt(live, path)).toEqual(was);
        for (const { path, after: is } of [...done, ...already]) expect(valueAt(merged, path)).toEqual(is);
        for (const theirs of differences(before, live))
          if (ours.every(({ path }) => apart(path, theirs.path))) expect(valueAt(merged, theirs.path)).toEqual(theirs.after);
      }),
      many,
    );
  });

  it('changes neither the object nor the list it was given', () => {
    fc.assert(
      fc.property(versions, ({ before, after, live }) => {
        const list = differences(before, after);
        const copies = structuredClone({ list, live });
        merge(live, list);
        expect({ list, live }).toEqual(copies);
      }),
    );
  });

  it('takes a place whose parent is gone for drift', () => {
    const list = differences({ spec: { a: 1 } }, { spec: { a: 1, b: 2 } });
    expect(merge({ other: true }, list)).toMatchObject({ merged: { other: true }, done: [], drift: [{ difference: list[0] }] });
  });
});

describe('withoutServerFields', () => {
  it('keeps all that a person or another tool wrote', () => {
    const metadata = {
      name: 'a',
      namespace: 'b',
      labels: { x: 'y' },
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      finalizers: ['f'],
    };
    const server = { uid: '1', resourceVersion: '2', generation: 3, creationTimestamp: '2026', selfLink: '/', managedFields: [] };
    const bare = { apiVersion: 'v1', kind: 'A', metadata, spec: { status: 'kept' } };
    expect(withoutServerFields({ ...bare, metadata: { ...metadata, ...server }, status: { phase: 'x' } })).toEqual(bare);
  });
});

describe('merging into an object that counts revisions', () => {
  const counted = (annotations?: Record<string, string>): Resource => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', ...(annotations ? { annotations } : {}) },
  });
  const REVISION = { 'deployment.kubernetes.io/revision': '4' };
  const added = differences(withoutServerFields(counted(REVISION)), withoutServerFields(counted({ ...REVISION, reviewed: 'yes' })));

  it('adds the first annotation of its own beside the counter, and takes it away again', () => {
    const there = mergeObject(counted(REVISION), added);
    expect(there).toMatchObject({ merged: counted({ ...REVISION, reviewed: 'yes' }), drift: [] });
    const back = mergeObject(there.merged, invert(added));
    expect(back.merged).toEqual(counted(REVISION));
    expect(back.drift).toEqual([]);
  });
});
