import { field, isRecord, items, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { containersOf } from '../../core/workload.ts';
import { namespaceOf } from '../namespaces.ts';
import { hasLabels } from '../selector.ts';
import { podLabelsOf, workloadsIn } from './policies.ts';

/** A port as a NetworkPolicy writes it: of the pods, not of the Service; a name is looked up in the pods. */
export interface Port {
  readonly protocol: string;
  readonly port: number | string;
}

export const servicesIn = (namespace: string, snapshot: Snapshot): readonly Resource[] => snapshot.list('Service', namespace);

/** The labels that a Service selects by; undefined where it selects nothing by itself. */
export const selectorOf = (service: Resource): Readonly<Record<string, unknown>> | undefined => {
  const selector = field(service, 'spec', 'selector');
  return isRecord(selector) && Object.keys(selector).length > 0 ? selector : undefined;
};

/** The workloads of the pod network that answer for a Service. */
export const backendsOf = (service: Resource, snapshot: Snapshot): readonly Resource[] => {
  const selector = selectorOf(service);
  return selector ? workloadsIn(namespaceOf(service), snapshot).filter((workload) => hasLabels(podLabelsOf(workload), selector)) : [];
};

const portNamed = (name: string, workloads: readonly Resource[]): number | undefined => {
  const ports = workloads.flatMap((workload) => containersOf(workload).flatMap(({ container }) => items(container['ports'])));
  const found = ports.find((port) => port['name'] === name)?.['containerPort'];
  return typeof found === 'number' ? found : undefined;
};

/** The pods' ports behind a Service; none means every port. Whoever calls a headless one calls the pods' own port. */
export const podPortsOf = (service: Resource, snapshot: Snapshot): readonly Port[] => {
  const headless = field(service, 'spec', 'clusterIP') === 'None';
  return items(field(service, 'spec', 'ports')).flatMap((port) => {
    const target = headless ? port['port'] : (port['targetPort'] ?? port['port']);
    const number = typeof target === 'string' ? (portNamed(target, backendsOf(service, snapshot)) ?? target) : target;
    return typeof number === 'number' || typeof number === 'string' ? [{ protocol: text(port['protocol']) ?? 'TCP', port: number }] : [];
  });
};

const INGRESSES = ['networking.k8s.io/Ingress', 'extensions/Ingress'];

const backendNames = (ingress: Resource): readonly unknown[] => {
  const paths = items(field(ingress, 'spec', 'rules')).flatMap((rule) =>
    items(field(rule, 'http', 'paths')).map((path) => path['backend']),
  );
  const backends = [...paths, field(ingress, 'spec', 'defaultBackend'), field(ingress, 'spec', 'backend')];
  return backends.map((backend) => field(backend, 'service', 'name') ?? field(backend, 'serviceName'));
};

/** Ingresses that lead to this Service. */
export const ingressesTo = (service: Resource, snapshot: Snapshot): readonly Resource[] =>
  INGRESSES.flatMap((kind) => snapshot.list(kind, namespaceOf(service))).filter((ingress) =>
    backendNames(ingress).includes(service.metadata.name),
  );

/** Whether the nodes or a load balancer let the outside in. */
export const isOpenOutside = (service: Resource): boolean => {
  const addresses = field(service, 'spec', 'externalIPs');
  return (
    ['NodePort', 'LoadBalancer'].includes(text(field(service, 'spec', 'type')) ?? '') || (Array.isArray(addresses) && addresses.length > 0)
  );
};
