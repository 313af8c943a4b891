import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classesOf, type Class } from '../../../src/analysis/network/classes.ts';
import { addedLinks, compare, removedLinks, type Comparison } from '../../../src/analysis/network/comparison.ts';
import { connectionCount, connectionsOf, type Connection } from '../../../src/analysis/network/connections.ts';
import type { Addresses } from '../../../src/analysis/network/addresses.ts';
import { connectivityOf, type Connectivity } from '../../../src/analysis/network/connectivity.ts';
import { podsOf, type Pods } from '../../../src/analysis/network/ends.ts';
import { difference, union } from '../../../src/analysis/network/intervals.ts';
import type { Link } from '../../../src/analysis/network/links.ts';
import { policyOf } from '../../../src/analysis/network/rules.ts';
import { creationOf } from '../../../src/core/change.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { policyObject } from './bruteForce.ts';
import { objectsOf, scene, spec } from './worlds.ts';

/** By its definition: each pair of classes by itself, and nothing kept from one pair to the next. */
const byPairs = (all: readonly Class[], open: Connectivity, other: Connectivity): readonly Link[] =>
  all.flatMap((from) =>
    all.flatMap((to) => {
      const isNobody = from.pods.length + to.pods.length === 0 || (from === to && from.pods.length === 1);
      const ports = isNobody ? [] : difference(open(from)(to), other(from)(to));
      return ports.length === 0 ? [] : [{ from, to, ports }];
    }),
  );

const namesIn = (pods: readonly Pods[]): readonly string[] => pods.map(({ name }) => name);

/** Addresses in pieces or whole are the same; so are connections in another order. */
const inside = (links: readonly Link[]): readonly Connection[] =>
  connectionsOf(links)
    .filter(({ from, to }) => from.endsWith(']') && to.endsWith(']'))
    .toSorted((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));

const outside = (links: readonly Link[]): ReadonlyMap<string, string> => {
  const found = new Map<string, Addresses[]>();
  for (const { from, to, ports } of links)
    for (const name of [...namesIn(from.pods).map((pod) => `${pod} to`), ...namesIn(to.pods).map((pod) => `to ${pod}`)]) {
      const addresses = name.startsWith('to ') ? from.outside : to.outside;
      const key = `${name} ${ports.join()}`;
      if (addresses.length > 0) found.set(key, [...(found.get(key) ?? []), addresses]);
    }
  return new Map([...found].map(([key, pieces]) => [key, union(...pieces).join()] as const).toSorted());
};

const same = (one: readonly Link[], other: readonly Link[]): void => {
  expect(inside(one)).toEqual(inside(other));
  expect(outside(one)).toEqual(outside(other));
};

const policy = fc.record({ namespace: fc.constantFrom('a', 'b', 'c'), spec });

describe('what a change of policies cuts and opens', () => {
  it('is what comparing each pair of classes gives', () => {
    fc.assert(
      fc.property(scene, fc.array(policy, { minLength: 1, maxLength: 3 }), (world, planned) => {
        const made = planned.map((one, i) => creationOf(policyObject(`new${i}`, one.namespace, one.spec)));
        const comparison = compare(snapshotFrom(objectsOf(world)), made, 'pods');
        const { classes, before, after } = comparison;
        same(removedLinks(comparison), byPairs(classes.all, before, after));
        same(addedLinks(comparison), byPairs(classes.all, after, before));
      }),
    );
  });

  /** Workloads that each need a policy of their own: as many classes as workloads. */
  const crowd = (count: number): Comparison => {
    const pod = (i: number): Resource => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${i}`, namespace: 'a', labels: { app: `p${i}` } },
      spec: { containers: [{ name: 'main', ports: [{ containerPort: 8080 }] }] },
    });
    const policies = Array.from({ length: count }, (_, i) =>
      policyObject(`n${i}`, 'a', {
        podSelector: { matchLabels: { app: `p${i}` } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { app: `p${(i + 1) % count}` } } }], ports: [{ port: 8080 }] }],
        egress: [
          { to: [{ podSelector: { matchLabels: { app: `p${(i + count - 1) % count}` } } }], ports: [{ port: 8080 }] },
          { ports: [{ port: 53, protocol: 'UDP' }] },
        ],
      }),
    ).map(policyOf);
    const classes = classesOf(podsOf(snapshotFrom(Array.from({ length: count }, (_, i) => pod(i)))), policies, 'pods');
    return { classes, before: connectivityOf(classes, []), after: connectivityOf(classes, policies) };
  };

  it('is told in few links, however many pairs are cut', () => {
    const [small, large] = [crowd(50), crowd(100)].map((comparison) => removedLinks(comparison));
    expect(connectionCount(large!)).toBeGreaterThan(3.5 * connectionCount(small!));
    expect(large!.length).toBeLessThan(2.5 * small!.length);
  });

  it('takes no work for each pair but to look it up', () => {
    const costOf = (work: () => unknown): number => {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const best = (work: () => unknown): number => Math.min(...Array.from({ length: 3 }, () => costOf(work)));
    const comparison = crowd(400);
    const { classes, before, after } = comparison;
    const forgetful = best(() => connectionCount(byPairs(classes.all, before, after)));
    expect(forgetful / best(() => connectionCount(removedLinks(comparison)))).toBeGreaterThan(2);
  });
});
