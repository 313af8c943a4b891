import type { Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { saidBy } from '../said.ts';
import { namespaceOf } from '../namespaces.ts';
import { networkedWorkloads } from './policies.ts';
import { servicesIn } from './services.ts';

/** Whom a workload calls, as far as its manifest says. */
export interface Calls {
  readonly from: Resource;
  /** Services of other namespaces that its env, command or args name as `service.namespace`. */
  readonly services: readonly Resource[];
  /** Hosts of URLs that are no Service. */
  readonly outside: readonly string[];
}

const HOST = /(?<![\w.-])([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.svc(?:\.[\w.-]+)?)?(?![\w-]|\.\w)/g;
const URL_HOST = /[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@]*@)?([\w-]+(?:\.[\w-]+)+)/gi;

const callsOf = (workload: Resource, snapshot: Snapshot): Calls => {
  const services = new Set<Resource>();
  const outside = new Set<string>();
  for (const word of saidBy(workload).filter((said) => said.includes('.'))) {
    for (const [, name, namespace = ''] of word.matchAll(HOST)) {
      if (namespace === namespaceOf(workload)) continue;
      for (const service of servicesIn(namespace, snapshot)) if (service.metadata.name === name) services.add(service);
    }
    for (const [, host = ''] of word.matchAll(URL_HOST)) {
      const [name, namespace = ''] = host.split('.');
      const isService = host.includes('.svc') || servicesIn(namespace, snapshot).some((service) => service.metadata.name === name);
      if (!isService) outside.add(host);
    }
  }
  return { from: workload, services: [...services], outside: [...outside] };
};

/** What each workload of the pod network says that it calls. */
export const declaredCalls = derived(
  (snapshot): ReadonlyMap<Resource, Calls> =>
    new Map(networkedWorkloads(snapshot).map((workload) => [workload, callsOf(workload, snapshot)])),
);

/** Workloads of other namespaces that say that they call this Service. */
export const callersOf = (service: Resource, snapshot: Snapshot): readonly Resource[] =>
  [...declaredCalls(snapshot).values()].filter((calls) => calls.services.includes(service)).map((calls) => calls.from);
