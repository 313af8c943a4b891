import { isRecord, items, text, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { containersOf, DECLARED } from '../../core/workload.ts';
import { saidBy } from '../said.ts';
import { namespaceOf } from '../namespaces.ts';
import { runningByNamespace } from '../running.ts';
import { isOnHostNetwork } from './policies.ts';
import { serviceNamed } from './services.ts';

/** Whom a workload calls, as far as its manifest says. */
export interface Calls {
  readonly from: Resource;
  /** Services of other namespaces that its env, command or args name: `service.namespace`, with `.svc` and more behind it or a pod before it. */
  readonly services: readonly Resource[];
  /** Services of its own namespace, named as these or by their name alone. */
  readonly local: readonly Resource[];
  /** Hosts of URLs that are no Service. */
  readonly outside: readonly string[];
}

/** What could be a host: a word that is no part of a path. */
const HOST = /(?<![\w.-])(?<!(?:^|[^/])\/)[a-z0-9][a-z0-9.-]*/g;
const URL_HOST = /[a-z][a-z0-9+.-]{0,30}:\/\/(?:[^\s/@]*@)?([\w-]+(?:\.[\w-]+)+)/gi;
const POD = /-\d+$/;

/** The Service that a host means to a pod of this namespace, by the rules of cluster DNS. */
const serviceOf = (host: string, own: string, snapshot: Snapshot): Resource | undefined => {
  if (!host.includes('.')) return serviceNamed(host, own, snapshot);
  const [first = '', second, third, ...rest] = host.replace(/\.$/, '').split('.');
  if (second === undefined) return serviceNamed(first, own, snapshot);
  if (third === undefined)
    return serviceNamed(first, second, snapshot) ?? (POD.test(first) ? serviceNamed(second, own, snapshot) : undefined);
  if (third === 'svc') return serviceNamed(first, second, snapshot);
  return POD.test(first) && (rest.length === 0 || rest[0] === 'svc') ? serviceNamed(second, third, snapshot) : undefined;
};

const valuesOf = (data: unknown): readonly string[] =>
  isRecord(data) ? Object.values(data).filter((value) => typeof value === 'string') : [];

/** What env takes from ConfigMaps. */
const configured = (workload: Resource, snapshot: Snapshot): readonly string[] => {
  const dataOf = (reference: unknown): Readonly<Record<string, unknown>> => {
    const name = isRecord(reference) ? text(reference['name']) : undefined;
    const found =
      name === undefined ? undefined : snapshot.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: namespaceOf(workload), name });
    return isRecord(found?.['data']) ? found['data'] : {};
  };
  return containersOf(workload, DECLARED).flatMap(({ container }) => [
    ...items(container['envFrom']).flatMap((source) => valuesOf(dataOf(source['configMapRef']))),
    ...items(container['env']).flatMap(({ valueFrom }) => {
      const reference = isRecord(valueFrom) ? valueFrom['configMapKeyRef'] : undefined;
      const key = isRecord(reference) ? text(reference['key']) : undefined;
      const value = key === undefined ? undefined : text(dataOf(reference)[key]);
      return value === undefined ? [] : [value];
    }),
  ]);
};

const callsOf = (workload: Resource, snapshot: Snapshot): Calls => {
  const [named, outside] = [new Set<Resource>(), new Set<string>()];
  const own = namespaceOf(workload);
  for (const word of [...saidBy(workload), ...configured(workload, snapshot)]) {
    for (const host of word.match(HOST) ?? []) {
      const service = serviceOf(host, own, snapshot);
      if (service) named.add(service);
    }
    for (const [, host = ''] of word.includes('://') ? word.matchAll(URL_HOST) : [])
      if (!host.includes('.svc') && !serviceOf(host.toLowerCase(), own, snapshot)) outside.add(host);
  }
  const isLocal = (service: Resource): boolean => namespaceOf(service) === own;
  return {
    from: workload,
    services: [...named].filter((service) => !isLocal(service)),
    local: [...named].filter(isLocal),
    outside: [...outside],
  };
};

/** What each running workload says that it calls. */
export const declaredCalls = derived(
  (snapshot): ReadonlyMap<Resource, Calls> =>
    new Map([...runningByNamespace(snapshot).values()].flat().map((workload) => [workload, callsOf(workload, snapshot)])),
);

const callers = derived((snapshot): ReadonlyMap<Resource, readonly Resource[]> => {
  const found = new Map<Resource, Resource[]>();
  for (const { from, services, local } of declaredCalls(snapshot).values())
    for (const service of isOnHostNetwork(from) ? [...services, ...local] : services)
      found.set(service, [...(found.get(service) ?? []), from]);
  return found;
});

/** Workloads that say that they call this Service and that its namespace alone does not name: those of other namespaces, and those in the network of their node. */
export const callersOf = (service: Resource, snapshot: Snapshot): readonly Resource[] => callers(snapshot).get(service) ?? [];
