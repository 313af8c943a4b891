import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionsOf, reachesOf, type Connection } from '../../../src/analysis/network/connections.ts';
import { inspectConnectivity } from '../../../src/analysis/network/inspect.ts';
import { creationOf } from '../../../src/core/change.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { mayTalk, policyObject, type BruteEnd } from './bruteForce.ts';
import { nameOf, objectsOf, scene, spec, type Scene } from './worlds.ts';

const PORTS = [1, 79, 80, 81, 85, 90, 443, 444, 8080, 65535];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
/** On both sides of every end of a block. */
const ADDRESSES = [
  '0.0.0.0',
  '9.255.255.255',
  '10.0.0.0',
  '10.1.0.9',
  '10.1.1.9',
  '10.1.2.0',
  '10.128.0.0',
  '169.254.169.254',
  '255.255.255.255',
];

const connectionsIn = (objects: readonly Resource[]): readonly Connection[] =>
  connectionsOf(inspectConnectivity(snapshotFrom(objects), { hostNetwork: 'pods' }).links);

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

const isAt = (peer: string, end: string): boolean => {
  if (peer === end) return true;
  const [first, last = first] = peer.split('-');
  if (first === undefined || last === undefined || peer.includes('[') || end.includes('[')) return false;
  return numberOf(first) <= numberOf(end) && numberOf(end) <= numberOf(last);
};

const says = (connections: readonly Connection[], from: string, to: string, protocol: string, port: number): boolean =>
  connections.some(
    (one) =>
      isAt(one.from, from) &&
      isAt(one.to, to) &&
      (one.ports?.some((range) => range.protocol === protocol && range.port <= port && port <= (range.endPort ?? range.port)) ?? true),
  );

const endsOf = ({ pods }: Scene): readonly (readonly [string, BruteEnd])[] => [
  ...pods.map((pod, i) => [nameOf(pod, i), pod] as const),
  ...ADDRESSES.map((address) => [address, address] as const),
];

describe('connectivity', () => {
  it('is what the rules say for each pair and each port', () => {
    fc.assert(
      fc.property(scene, (world) => {
        const connections = connectionsIn(objectsOf(world));
        for (const [from, source] of endsOf(world))
          for (const [to, target] of endsOf(world)) {
            if (from === to || (typeof source === 'string' && typeof target === 'string')) continue;
            for (const protocol of PROTOCOLS)
              for (const port of PORTS)
                if (says(connections, from, to, protocol, port) !== mayTalk(source, target, protocol, port, world))
                  expect.fail(
                    `${from} -> ${to} ${protocol} ${port}: ${mayTalk(source, target, protocol, port, world) ? 'open' : 'closed'}`,
                  );
          }
      }),
    );
  });

  it('does not change by a policy that selects nobody, nor by the order of objects', () => {
    fc.assert(
      fc.property(scene, spec, (world, of) => {
        const sorted = (connections: readonly Connection[]) => connections.map((one) => JSON.stringify(one)).sort();
        const objects = objectsOf(world);
        const nobody = policyObject('nobody', 'a', { ...of, podSelector: { matchLabels: { app: 'nobody' } } });
        const before = sorted(connectionsIn(objects));
        expect(sorted(connectionsIn([...objects].reverse()))).toEqual(before);
        expect(sorted(connectionsIn([...objects, nobody]))).toEqual(before);
      }),
    );
  });

  it('of before and after differs by exactly what is added and removed', () => {
    fc.assert(
      fc.property(scene, spec, (world, of) => {
        const [snapshot, made] = [snapshotFrom(objectsOf(world)), policyObject('made', 'a', of)];
        const { change, links } = inspectConnectivity(snapshot, { hostNetwork: 'pods', changes: [creationOf(made)] });
        const next = { ...world, policies: [...world.policies, { namespace: 'a', spec: of }] };
        const [before, added, removed] = [links, change?.added ?? [], change?.removed ?? []].map(connectionsOf);
        for (const [from, source] of endsOf(world))
          for (const [to, target] of endsOf(world)) {
            if (from === to || (typeof source === 'string' && typeof target === 'string')) continue;
            for (const port of PORTS) {
              const [is, comes, goes] = [before, added, removed].map((list) => says(list ?? [], from, to, 'TCP', port));
              expect([comes && is, goes && !is]).toEqual([false, false]);
              expect((is === true && !goes) || comes).toBe(mayTalk(source, target, 'TCP', port, next));
            }
          }
      }),
      { numRuns: 30 },
    );
  });

  it('is the same in groups as in pairs', () => {
    fc.assert(
      fc.property(scene, (world) => {
        const { links } = inspectConnectivity(snapshotFrom(objectsOf(world)), { hostNetwork: 'pods' });
        const pairs = reachesOf(links).flatMap(({ from, to }) =>
          from.flatMap((source) =>
            to.flatMap(({ peers, ...ports }) =>
              peers.filter((peer) => peer !== source).map((peer) => JSON.stringify({ from: source, to: peer, ...ports })),
            ),
          ),
        );
        expect(pairs.sort()).toEqual(
          connectionsOf(links)
            .map((one) => JSON.stringify(one))
            .sort(),
        );
      }),
    );
  });
});
