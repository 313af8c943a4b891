import { selects } from '../../../src/analysis/selector.ts';
import { directionsOf, policiesOn, podLabelsOf, type Direction } from '../../../src/analysis/network/policies.ts';
import { namespaceOf } from '../../../src/analysis/namespaces.ts';
import { field, items, labelsOf, type Resource } from '../../../src/core/resource.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';

/** Somebody on the pod network, or the outside. */
export type End = Resource | 'outside';

const namespaceLabels = (workload: Resource, snapshot: Snapshot) =>
  labelsOf(snapshot.get({ apiVersion: 'v1', kind: 'Namespace', name: namespaceOf(workload) }) ?? {});

const isPeer = (peer: Readonly<Record<string, unknown>>, end: End, policy: Resource, snapshot: Snapshot): boolean => {
  if (end === 'outside') return peer['ipBlock'] !== undefined;
  if (peer['ipBlock'] !== undefined) return false;
  const { namespaceSelector, podSelector } = peer;
  const inNamespace =
    namespaceSelector === undefined ? namespaceOf(end) === namespaceOf(policy) : selects(namespaceSelector, namespaceLabels(end, snapshot));
  return inNamespace && (podSelector === undefined || selects(podSelector, podLabelsOf(end)));
};

const lets = (policy: Resource, direction: Direction, end: End, port: number, protocol: string, snapshot: Snapshot): boolean =>
  items(field(policy, 'spec', direction.toLowerCase())).some((rule) => {
    const peers = items(rule[direction === 'Ingress' ? 'from' : 'to']);
    const ports = items(rule['ports']);
    return (
      (peers.length === 0 || peers.some((peer) => isPeer(peer, end, policy, snapshot))) &&
      (ports.length === 0 ||
        ports.some((one) => (one['protocol'] ?? 'TCP') === protocol && (one['port'] === undefined || one['port'] === port)))
    );
  });

/** Kubernetes' own rule: a direction is open until a policy isolates it, and then whatever any policy allows. */
export const reaches = (from: End, to: End, port: number, snapshot: Snapshot, protocol = 'TCP'): boolean => {
  const passes = (at: End, other: End, direction: Direction): boolean => {
    if (at === 'outside') return true;
    const policies = policiesOn(at, snapshot).filter((policy) => directionsOf(policy).includes(direction));
    return policies.length === 0 || policies.some((policy) => lets(policy, direction, other, port, protocol, snapshot));
  };
  return passes(from, to, 'Egress') && passes(to, from, 'Ingress');
};
