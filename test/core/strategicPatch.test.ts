import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { withoutServerFields } from '../../src/core/diff.ts';
import { planChanges } from '../../src/core/plan.ts';
import { isRecord, type Resource } from '../../src/core/resource.ts';
import { scan } from '../../src/core/scan.ts';
import { strategicPatch } from '../../src/core/strategicPatch.ts';
import { demoObjects } from '../e2e/demoCluster.ts';
import { snapshotFrom } from '../remediations/manifests.ts';
import { strategicMerge } from './strategicMerge.ts';

const UNORDERED = ['volumes', 'volumeMounts', 'volumeDevices', 'imagePullSecrets', 'secrets', 'ports'];

/** The same with the lists sorted whose order means nothing. */
const sorted = (value: unknown, name = ''): unknown => {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item));
    return UNORDERED.includes(name) ? items.map((item) => JSON.stringify(item)).sort() : items;
  }
  return isRecord(value)
    ? Object.fromEntries(
        Object.keys(value)
          .sort()
          .filter((key) => value[key] !== undefined)
          .map((key) => [key, sorted(value[key], key)]),
      )
    : value;
};

const patched = (before: Resource, after: Resource): unknown => strategicMerge(withoutServerFields(before), strategicPatch(before, after));

const deployment = (spec: Readonly<Record<string, unknown>>, apiVersion = 'apps/v1'): Resource => ({
  apiVersion,
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { spec } },
});

const templateOf = (patch: Readonly<Record<string, unknown>>): unknown => (patch['spec'] as { template: { spec: unknown } }).template.spec;

describe('strategicPatch', () => {
  it('names only what changes, items by their key and those that stand before them', () => {
    const before = deployment({
      hostNetwork: true,
      volumes: [{ name: 'host', hostPath: { path: '/' } }, { name: 'tmp' }],
      containers: [
        { name: 'side', image: 'b' },
        { name: 'main', image: 'a', args: ['x'], volumeMounts: [{ name: 'host', mountPath: '/host' }] },
        { name: 'last', image: 'c' },
      ],
    });
    const after = deployment({
      volumes: [{ name: 'tmp' }],
      containers: [
        { name: 'side', image: 'b' },
        { name: 'main', image: 'a', args: ['y'], securityContext: { privileged: false }, volumeMounts: [] },
        { name: 'last', image: 'c' },
      ],
    });
    expect(strategicPatch(before, after)).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        template: {
          spec: {
            hostNetwork: null,
            volumes: [{ name: 'host', $patch: 'delete' }],
            containers: [
              { name: 'side' },
              {
                name: 'main',
                args: ['y'],
                securityContext: { privileged: false },
                volumeMounts: [{ mountPath: '/host', $patch: 'delete' }],
              },
            ],
          },
        },
      },
    });
    expect(sorted(patched(before, after))).toEqual(sorted(after));
  });

  it('replaces lists whole that are told apart by another field than here, and all lists of custom resources', () => {
    const ports = (hostPort?: number) => [
      { name: 'http', containerPort: 80, ...(hostPort === undefined ? {} : { hostPort }) },
      { name: 'x', containerPort: 81 },
    ];
    const [before, after] = [
      deployment({ containers: [{ name: 'a', ports: ports(80) }] }),
      deployment({ containers: [{ name: 'a', ports: ports() }] }),
    ];
    expect(templateOf(strategicPatch(before, after))).toEqual({ containers: [{ name: 'a', ports: [{ $patch: 'replace' }, ...ports()] }] });
    const [customBefore, customAfter] = [
      deployment({ containers: [{ name: 'a', x: 1 }, { name: 'b' }] }, 'example.org/v1'),
      deployment({ containers: [{ name: 'a' }, { name: 'b' }] }, 'example.org/v1'),
    ];
    expect(templateOf(strategicPatch(customBefore, customAfter))).toEqual({ containers: [{ name: 'a' }, { name: 'b' }] });
  });

  it('says a deletion', () => {
    expect(strategicPatch(deployment({}), undefined)).toMatchObject({ $patch: 'delete', metadata: { name: 'web' } });
  });

  it('does to a source what every fix of the catalogue does to the demo', () => {
    const snapshot = snapshotFrom(demoObjects());
    const { findings } = scan(snapshot, catalogue, () => undefined);
    const edits = planChanges(snapshot, findings, catalogue).flatMap(({ change: { before, after } }) =>
      before && after ? [{ before, after }] : [],
    );
    expect(edits.length).toBeGreaterThan(20);
    for (const { before, after } of edits) expect(sorted(patched(before, after))).toEqual(sorted(withoutServerFields(after)));
  });

  it('leads from any pod template to any other, in the order in which init containers run', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
    const container = fc.record(
      {
        image: fc.constantFrom('x', 'y'),
        args: fc.array(fc.constantFrom('p', 'q')),
        securityContext: fc.dictionary(fc.constantFrom('u', 'v'), fc.boolean()),
      },
      { requiredKeys: [] },
    );
    const list = names.chain((all) => fc.tuple(...all.map((name) => container.map((more) => ({ name, ...more })))));
    const spec = fc.record({ containers: list, initContainers: list, volumes: list, hostNetwork: fc.boolean() }, { requiredKeys: [] });
    fc.assert(
      fc.property(spec, spec, (one, other) => {
        const [before, after] = [deployment(one), deployment(other)];
        const result = patched(before, after);
        // A list that loses all items may be gone or empty: both mean the same.
        expect(sorted(withoutEmpty(result))).toEqual(sorted(withoutEmpty(after)));
      }),
      { numRuns: 500 },
    );
  });
});

const withoutEmpty = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, of]) => [key, withoutEmpty(of)] as const)
      .filter(([, of]) => !(Array.isArray(of) && of.length === 0)),
  );
};
