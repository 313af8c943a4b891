import type { Change } from '../../core/change.ts';
import { field, items, kindOf, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { listed, nameOf } from '../sentences.ts';
import { directionsOf, NETWORK_POLICY, podLabelsOf, policiesOn, workloadsIn, selectsPods, type Direction } from '../network/policies.ts';
import type { Part } from './part.ts';

const WAYS: Readonly<Record<Direction, string>> = { Ingress: 'incoming', Egress: 'outgoing' };

const selected = (policy: Resource, snapshot: Snapshot): readonly Resource[] =>
  workloadsIn(namespaceOf(policy), snapshot).filter((workload) => selectsPods(policy, podLabelsOf(workload)));

const isFirst = (workload: Resource, direction: Direction, snapshot: Snapshot): boolean =>
  !policiesOn(workload, snapshot).some((policy) => directionsOf(policy).includes(direction));

const denial = (policy: Resource, direction: Direction, pods: readonly Resource[], snapshot: Snapshot): readonly string[] => {
  const cut = pods.filter((workload) => isFirst(workload, direction, snapshot));
  if (cut.length === 0) return [];
  const rules = items(field(policy, 'spec', direction.toLowerCase())).length;
  const names = listed(cut.map(nameOf));
  return [
    `Cuts every ${WAYS[direction]} connection of ${names} that ${rules > 0 ? 'neither this nor another' : 'no other'} policy allows.`,
  ];
};

/** A policy that comes or goes: which pods it selects, and what it cuts or opens. */
export const policyImpact = ({ before, after }: Change, snapshot: Snapshot): Part => {
  const policy = after ?? before;
  if (!policy || kindOf(policy) !== NETWORK_POLICY || (before && after)) return {};
  const pods = selected(policy, snapshot);
  const ways = directionsOf(policy);
  const whom = pods.length === 0 ? 'no pods that run now' : `the pods of ${listed(pods.map(nameOf))}`;
  if (!after) return { now: [`No longer selects ${whom}, so ${ways.map((way) => WAYS[way]).join(' and ')} connections may open again.`] };
  return {
    now: [`Selects ${whom}; nothing restarts.`, ...ways.flatMap((way) => denial(policy, way, pods, snapshot))],
    warnings: ['It has an effect only where the network plugin enforces NetworkPolicy.'],
  };
};
