import { field, items, labelsOf, text, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { containersOf, isOver, madeBy, podMetadataOf, podSpecOf, topController, WORKLOAD_KINDS } from '../../core/workload.ts';
import { namespaceOf } from '../namespaces.ts';
import { addressesOf, ALL_IPV4, type Addresses } from './addresses.ts';
import { union } from './intervals.ts';
import { isOnHostNetwork } from './policies.ts';
import { protocolOf, type NamedPort } from './ports.ts';
import type { PodEnd } from './rules.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Pods that are alike to every policy and have one owner, or the pods that a workload without any would make. */
export interface Pods extends PodEnd {
  /** `shop/web-5d9c[ReplicaSet]`: their first owner, or the pod itself. */
  readonly name: string;
  /** Whose decision they are: the end of the chain of controllers. */
  readonly workload: Resource;
  readonly named: readonly NamedPort[];
  /** They are in the network of their node, where no policy selects them and they are known by these addresses; all of IPv4 where those are unknown. */
  readonly node?: Addresses;
}

/** Sidecars are init containers that go on running. */
const isServing = (list: string, container: Fields): boolean => list === 'containers' || container['restartPolicy'] === 'Always';

const namedPorts = (workload: Resource): readonly NamedPort[] =>
  containersOf(workload, ['containers', 'initContainers'])
    .filter(({ list, container }) => isServing(list, container))
    .flatMap(({ container }) => items(container['ports']))
    .flatMap((port) => {
      const [name, protocol, number] = [text(port['name']), protocolOf(port['protocol']), port['containerPort']];
      return name !== undefined && protocol && typeof number === 'number' ? [{ name, protocol, port: number }] : [];
    });

const nodeAddresses = (pod: Resource): Addresses => {
  const status = pod.kind === 'Pod' ? pod['status'] : undefined;
  const written = [field(status, 'hostIP'), ...items(field(status, 'hostIPs')).map((one) => one['ip'])];
  const known = union(...written.map((address) => addressesOf(text(address) ?? '') ?? []));
  return known.length > 0 ? known : ALL_IPV4;
};

/** With the label that the API server gives every namespace. */
const namespaceLabels = derived(
  (snapshot): ReadonlyMap<string, Fields> =>
    new Map(
      snapshot.list('Namespace').map((one) => [one.metadata.name, { ...labelsOf(one), 'kubernetes.io/metadata.name': one.metadata.name }]),
    ),
);

const alike = (name: string, resource: Resource, workload: Resource, snapshot: Snapshot): Pods => {
  const namespace = namespaceOf(resource);
  return {
    name,
    workload,
    namespace,
    namespaceLabels: namespaceLabels(snapshot).get(namespace) ?? { 'kubernetes.io/metadata.name': namespace },
    labels: labelsOf({ metadata: podMetadataOf(resource) }),
    named: namedPorts(resource),
    ...(isOnHostNetwork(resource) ? { node: nodeAddresses(resource) } : {}),
  };
};

const peerName = ({ kind, metadata: { namespace = 'default', name } }: Resource, owner?: Fields): string =>
  `${namespace}/${text(owner?.['name']) ?? name}[${text(owner?.['kind']) ?? kind}]`;

/** The first owner, by which a pod is known; a static pod, which its node owns, is known by itself. */
const firstOwner = (pod: Resource): Fields | undefined => {
  const [owner] = items(field(pod, 'metadata', 'ownerReferences'));
  return owner && owner['kind'] !== 'Node' && text(owner['kind']) !== undefined && text(owner['name']) !== undefined ? owner : undefined;
};

/** That owner, where the snapshot holds it, although it may not call itself the controller. */
const ownerOf = (pod: Resource, snapshot: Snapshot): Resource | undefined => {
  const owner = firstOwner(pod);
  const [apiVersion, kind, name] = [text(owner?.['apiVersion']), text(owner?.['kind']), text(owner?.['name'])];
  if (apiVersion === undefined || kind === undefined || name === undefined) return undefined;
  return snapshot.get({ apiVersion, kind, name, namespace: namespaceOf(pod) });
};

/** What tells a pod from another of the same owner. Pods of one owner mostly share their parts. */
const signature = (pod: Resource): string =>
  JSON.stringify([
    labelsOf({ metadata: podMetadataOf(pod) }),
    namedPorts(pod),
    isOnHostNetwork(pod) ? [field(pod, 'status', 'hostIP'), field(pod, 'status', 'hostIPs')] : [],
  ]);

/** Who has pods, so that its template need not stand for them. A Job that is done has had them. */
interface Running {
  readonly pods: readonly Pods[];
  readonly owners: ReadonlySet<Resource>;
}

const running = (snapshot: Snapshot): Running => {
  const found = new Map<string, Pods>();
  const owners = new Set<Resource>();
  for (const pod of snapshot.list('Pod')) {
    if (!podSpecOf(pod)) continue;
    const owner = ownerOf(pod, snapshot);
    if (owner && (!isOver(pod) || owner.kind === 'Job')) owners.add(owner);
    if (isOver(pod)) continue;
    const workload = topController(owner ?? pod, snapshot);
    owners.add(workload);
    const name = peerName(pod, firstOwner(pod));
    const key = `${name}|${signature(pod)}`;
    if (!found.has(key)) found.set(key, alike(name, pod, workload, snapshot));
  }
  return { pods: [...found.values()], owners };
};

/** Everyone on the pod network and on that of the nodes, as far as the snapshot shows. */
export const podsOf = derived((snapshot): readonly Pods[] => {
  const { pods, owners } = running(snapshot);
  const templates = WORKLOAD_KINDS.filter((kind) => kind !== 'Pod' && kind !== 'PodTemplate')
    .flatMap((kind) => snapshot.list(kind))
    .filter((workload) => podSpecOf(workload) && !madeBy(workload, snapshot) && !owners.has(workload) && !isOver(workload));
  return [...pods, ...templates.map((workload) => alike(peerName(workload), workload, workload, snapshot))];
});

/** By the workload that decides over them. */
export const podsByWorkload = derived((snapshot): ReadonlyMap<Resource, readonly Pods[]> =>
  Map.groupBy(podsOf(snapshot), ({ workload }) => workload),
);
