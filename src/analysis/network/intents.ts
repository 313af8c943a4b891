import type { Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { declaredCalls } from './calls.ts';
import { dnsServices } from './dns.ts';
import { podsByWorkload, podsOf, type Pods } from './ends.ts';
import { ingressControllers, ingressesTo } from './entrances.ts';
import { isOpenOutside, podsByNamespace, podsBehind, portsBehind } from './services.ts';
import type { Ports } from './ports.ts';

/** What the manifests say about who connects to a Service. */
export interface Intent {
  /** `outside`: whoever reaches the nodes, a load balancer or a proxy that is not seen. */
  readonly from: readonly Pods[] | 'outside';
  readonly service: Resource;
  /** Where it is said, to follow the connection: `named in its env, command or args`. */
  readonly because: string;
}

/** An intent between two ends. */
export interface Declared {
  readonly from: Pods | 'outside';
  readonly to: Pods;
  readonly ports: Ports;
  readonly because: string;
}

const podsOfAll = (workloads: readonly Resource[], snapshot: Snapshot): readonly Pods[] =>
  workloads.flatMap((workload) => podsByWorkload(snapshot).get(workload) ?? []);

const calls = (snapshot: Snapshot): readonly Intent[] =>
  [...declaredCalls(snapshot).values()].flatMap(({ from, services, local }) =>
    [...services, ...local].map((service) => ({
      from: podsOfAll([from], snapshot),
      service,
      because: `Service ${namespaceOf(service)}/${service.metadata.name} is named in its env, command or args`,
    })),
  );

/** Through an Ingress or a route: from its controllers, or from outside where they are not known. */
const entrances = (service: Resource, snapshot: Snapshot): readonly Intent[] =>
  ingressesTo(service, snapshot).map(({ kind, metadata }) => {
    const controllers = podsOfAll(ingressControllers(snapshot), snapshot);
    return { from: controllers.length > 0 ? controllers : 'outside', service, because: `${kind} ${metadata.name} leads to it` };
  });

/** What is said of single connections: calls by name, Ingresses and routes, Services that are open to the outside. */
export const statedIntents = derived((snapshot): readonly Intent[] => [
  ...calls(snapshot),
  ...snapshot
    .list('Service')
    .flatMap((service): readonly Intent[] => [
      ...entrances(service, snapshot),
      ...(isOpenOutside(service)
        ? [{ from: 'outside' as const, service, because: `Service ${service.metadata.name} is open to the outside` }]
        : []),
    ]),
]);

/** What goes without saying: a Service is there for the pod network of its namespace, and everyone looks names up. */
export const usualIntents = derived((snapshot): readonly Intent[] => [
  ...snapshot.list('Service').map((service) => ({
    from: (podsByNamespace(snapshot).get(namespaceOf(service)) ?? []).filter(({ node }) => !node),
    service,
    because: `Service ${service.metadata.name} is for its namespace`,
  })),
  ...dnsServices(snapshot).map((service) => ({ from: podsOf(snapshot), service, because: 'cluster DNS' })),
]);

/** Every pair of ends that an intent means. */
export const declaredBy = ({ from, service, because }: Intent, snapshot: Snapshot): readonly Declared[] =>
  podsBehind(service, snapshot).flatMap((to) => {
    const ports = portsBehind(service, to);
    const sources = from === 'outside' ? [from] : from.filter(({ name }) => name !== to.name);
    return ports.length === 0 ? [] : sources.map((source) => ({ from: source, to, ports, because }));
  });
