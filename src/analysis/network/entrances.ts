import { field, items, labelsOf, text, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { runningByNamespace } from '../running.ts';
import { podLabelsOf } from './policies.ts';

type Fields = Readonly<Record<string, unknown>>;

const INGRESSES = ['networking.k8s.io/Ingress', 'extensions/Ingress'];
const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind) => `gateway.networking.k8s.io/${kind}`);
const OPENSHIFT_ROUTE = 'route.openshift.io/Route';

/** What lets the outside in through a proxy: Ingresses, the routes of gateways, and OpenShift's own. */
export const ENTRANCES = [...INGRESSES, ...ROUTES, OPENSHIFT_ROUTE];

/** A Service that an entrance leads to. */
interface Backend {
  readonly name: unknown;
  readonly namespace?: unknown;
}

const ofIngress = (ingress: Resource): readonly Backend[] => {
  const paths = items(field(ingress, 'spec', 'rules')).flatMap((rule) =>
    items(field(rule, 'http', 'paths')).map((path) => path['backend']),
  );
  const backends = [...paths, field(ingress, 'spec', 'defaultBackend'), field(ingress, 'spec', 'backend')];
  return backends.map((backend) => ({ name: field(backend, 'service', 'name') ?? field(backend, 'serviceName') }));
};

const isService = ({ kind = 'Service', group = '' }: Fields): boolean => kind === 'Service' && group === '';

const ofRoute = (route: Resource): readonly Backend[] =>
  items(field(route, 'spec', 'rules'))
    .flatMap((rule) => items(rule['backendRefs']))
    .filter(isService)
    .map(({ name, namespace }) => ({ name, namespace }));

const ofOpenshiftRoute = (route: Resource): readonly Backend[] =>
  [field(route, 'spec', 'to'), ...items(field(route, 'spec', 'alternateBackends'))].map((backend) => ({ name: field(backend, 'name') }));

const byService = derived((snapshot): ReadonlyMap<string, readonly Resource[]> => {
  const found = new Map<string, Resource[]>();
  const note = (kinds: readonly string[], backendsOf: (entrance: Resource) => readonly Backend[]): void => {
    for (const entrance of kinds.flatMap((kind) => snapshot.list(kind)))
      for (const { name, namespace } of backendsOf(entrance)) {
        const key = `${text(namespace) ?? namespaceOf(entrance)}/${text(name) ?? ''}`;
        const there = found.get(key);
        if (!there) found.set(key, [entrance]);
        else if (!there.includes(entrance)) there.push(entrance);
      }
  };
  note(INGRESSES, ofIngress);
  note(ROUTES, ofRoute);
  note([OPENSHIFT_ROUTE], ofOpenshiftRoute);
  return found;
});

/** Ingresses and routes that lead to this Service. */
export const ingressesTo = (service: Resource, snapshot: Snapshot): readonly Resource[] =>
  byService(snapshot).get(`${namespaceOf(service)}/${service.metadata.name}`) ?? [];

const CONTROLLERS = new Set([
  'ingress-nginx',
  'nginx-ingress',
  'traefik',
  'haproxy-ingress',
  'kubernetes-ingress',
  'contour',
  'envoy',
  'kong',
  'ingress-kong',
  'skipper-ingress',
]);

/** Workloads that serve Ingresses, by the label that their charts set. One in the network of its node has no labels that a policy could name. */
export const ingressControllers = derived((snapshot): readonly Resource[] =>
  [...runningByNamespace(snapshot).values()]
    .flat()
    .filter((workload) =>
      [podLabelsOf(workload), labelsOf(workload)].some((labels) => CONTROLLERS.has(text(labels['app.kubernetes.io/name']) ?? '')),
    ),
);
