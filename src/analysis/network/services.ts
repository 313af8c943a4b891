import { field, isRecord, items, text, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { hasLabels } from '../selector.ts';
import { podsOf, type Pods } from './ends.ts';
import { union } from './intervals.ts';
import { NO_PORTS, portRange, portRanges, protocolOf, type Ports, ALL_PORTS } from './ports.ts';

/** A port as a NetworkPolicy writes it: of the pods, not of the Service; a name is looked up in the pods. */
export interface Port {
  readonly protocol: string;
  readonly port: number | string;
  readonly endPort?: number;
}

export const servicesIn = (namespace: string, snapshot: Snapshot): readonly Resource[] => snapshot.list('Service', namespace);

export const serviceNamed = (name: string, namespace: string, snapshot: Snapshot): Resource | undefined =>
  snapshot.get({ apiVersion: 'v1', kind: 'Service', namespace, name });

/** The labels that a Service selects by; undefined where it selects nothing by itself. */
export const selectorOf = (service: Resource): Readonly<Record<string, unknown>> | undefined => {
  const selector = field(service, 'spec', 'selector');
  const isName = field(service, 'spec', 'type') === 'ExternalName';
  return isRecord(selector) && Object.keys(selector).length > 0 && !isName ? selector : undefined;
};

export const podsByNamespace = derived((snapshot): ReadonlyMap<string, readonly Pods[]> =>
  Map.groupBy(podsOf(snapshot), ({ namespace }) => namespace),
);

const findBackends = derived(() => new Map<Resource, readonly Pods[]>());

/** The pods that answer for a Service, also those in the network of their node. */
export const podsBehind = (service: Resource, snapshot: Snapshot): readonly Pods[] => {
  const known = findBackends(snapshot);
  let found = known.get(service);
  if (!found) {
    const selector = selectorOf(service);
    const there = selector ? (podsByNamespace(snapshot).get(namespaceOf(service)) ?? []) : [];
    known.set(service, (found = there.filter(({ labels }) => hasLabels(labels, selector))));
  }
  return found;
};

/** The workloads of the pod network that answer for a Service. */
export const backendsOf = (service: Resource, snapshot: Snapshot): readonly Resource[] => [
  ...new Set(podsBehind(service, snapshot).flatMap(({ node, workload }) => (node ? [] : [workload]))),
];

const isNone = (service: Resource): boolean => field(service, 'spec', 'clusterIP') === 'None';

/** The port of the pods that a port of a Service leads to. Whoever calls a headless one calls the pods' own port. */
const targetOf = (service: Resource, port: Readonly<Record<string, unknown>>): unknown =>
  isNone(service) ? port['port'] : (port['targetPort'] ?? port['port']);

/** The ports of these pods behind a Service; a Service without ports leads to every port. */
export const portsBehind = (service: Resource, pods: Pods): Ports => {
  const ports = items(field(service, 'spec', 'ports'));
  if (ports.length === 0) return ALL_PORTS;
  const found = ports.flatMap((port) => {
    const [protocol, target] = [protocolOf(port['protocol']), targetOf(service, port)];
    if (!protocol) return [];
    if (typeof target === 'number') return [portRange(protocol, target)];
    return pods.named.filter((one) => one.name === target && one.protocol === protocol).map((one) => portRange(protocol, one.port));
  });
  return union(NO_PORTS, ...found);
};

/** The pods' ports behind a Service as a policy writes them; none means every port. A name stands where no pod says which port it is. */
export const podPortsOf = (service: Resource, snapshot: Snapshot): readonly Port[] => {
  const backends = podsBehind(service, snapshot);
  return items(field(service, 'spec', 'ports')).flatMap((port): readonly Port[] => {
    const [protocol, target] = [protocolOf(port['protocol']), targetOf(service, port)];
    if (!protocol) return [];
    if (typeof target === 'number') return [{ protocol, port: target }];
    const one: Resource = { ...service, spec: { ports: [port] } };
    const found = portRanges(union(NO_PORTS, ...backends.map((pods) => portsBehind(one, pods))));
    if (found.length > 0) return found;
    const name = text(target);
    return name === undefined ? [] : [{ protocol, port: name }];
  });
};

/** Whether the nodes or a load balancer let the outside in. */
export const isOpenOutside = (service: Resource): boolean => {
  const addresses = field(service, 'spec', 'externalIPs');
  return (
    ['NodePort', 'LoadBalancer'].includes(text(field(service, 'spec', 'type')) ?? '') || (Array.isArray(addresses) && addresses.length > 0)
  );
};
