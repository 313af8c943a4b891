import type { Kind, Ref } from '../core/resource.ts';
import { field, groupOf, items, kindOf, text } from '../core/resource.ts';
import { oldGroups, oldVersions } from './discoveryOld.ts';
import { noApi, unexpected } from './failures.ts';
import { ok } from './status.ts';
import type { Transport } from './transport.ts';

/** How the server serves one kind. */
export interface Served {
  readonly kind: Kind;
  /** The version that the server prefers: `apps/v1`. */
  readonly apiVersion: string;
  /** The kind without its group. */
  readonly name: string;
  /** In URLs, plural: `deployments`. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

export interface Discovery {
  /** In the version asked for where that is served, else in the preferred one. */
  find(of: { readonly apiVersion: string; readonly kind: string }): Served | undefined;
  kind(kind: Kind): Served | undefined;
  /** Groups whose own server does not answer at the moment: what they hold is unknown, not absent. */
  readonly silent: ReadonlySet<string>;
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** `deployments.apps`, as RBAC and kubectl call it. */
export const resourceName = ({ resource, apiVersion }: Served): string =>
  groupOf(apiVersion) === '' ? resource : `${resource}.${groupOf(apiVersion)}`;

/** The URL path of one object, or without a name of all (in a namespace). */
export const pathOf = ({ apiVersion, resource, namespaced }: Served, namespace?: string, name?: string): string => {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const inside = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${inside}/${resource}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
};

export const refPath = (served: Served, ref: Ref): string => pathOf(served, ref.namespace, ref.name);

interface Found {
  readonly served: readonly Served[];
  readonly silent: readonly string[];
}

/** Versions stand in the order in which the server prefers them. */
const fromAggregated = (list: unknown): Found => {
  const [served, silent]: [Served[], string[]] = [[], []];
  for (const group of items(field(list, 'items'))) {
    const name = text(field(group, 'metadata', 'name')) ?? '';
    for (const version of items(group['versions'])) {
      if (version['freshness'] === 'Stale') silent.push(name);
      const of = text(version['version']) ?? '';
      const apiVersion = name === '' ? of : `${name}/${of}`;
      for (const entry of items(version['resources'])) {
        const kind = text(field(entry, 'responseKind', 'kind')) ?? '';
        const [resource, verbs] = [text(entry['resource']) ?? '', entry['verbs']];
        const known = Array.isArray(verbs) ? verbs.map(String) : [];
        served.push({
          kind: kindOf({ apiVersion, kind }),
          apiVersion,
          name: kind,
          resource,
          namespaced: entry['scope'] === 'Namespaced',
          verbs: known,
        });
      }
    }
  }
  return { served, silent };
};

const askOne = async (transport: Transport, path: '/api' | '/apis', groups: ReadonlySet<string>, signal?: AbortSignal): Promise<Found> => {
  const answer = await transport.send({ method: 'GET', path, accept: AGGREGATED, ...(signal ? { signal } : {}) });
  if (!ok(answer)) throw unexpected('The server does not say what it serves', answer);
  const kind = field(answer.body, 'kind');
  if (kind === 'APIGroupDiscoveryList') return fromAggregated(answer.body);
  if (kind === 'APIVersions') return oldVersions(transport, answer.body, signal);
  if (kind === 'APIGroupList') return oldGroups(transport, answer.body, groups, signal);
  throw noApi(transport.server, answer);
};

const indexed = (found: readonly Found[]): Discovery => {
  const [preferred, exact] = [new Map<Kind, Served>(), new Map<string, Served>()];
  for (const served of found.flatMap((part) => part.served)) {
    if (!preferred.has(served.kind)) preferred.set(served.kind, served);
    const key = `${served.apiVersion}|${served.name}`;
    if (!exact.has(key)) exact.set(key, served);
  }
  return {
    kind: (kind) => preferred.get(kind),
    find: (of) => exact.get(`${of.apiVersion}|${of.kind}`) ?? preferred.get(kindOf(of)),
    silent: new Set(found.flatMap((part) => part.silent)),
  };
};

/** What the server serves of these kinds, and maybe more. */
export type Discover = (kinds: readonly Kind[], signal?: AbortSignal) => Promise<Discovery>;

/** Asks once for each new kind; servers before 1.26 are asked group by group. */
export const discoverer = (transport: Transport): Discover => {
  const groups = new Set<string>();
  let known: Discovery | undefined;
  return async (kinds, signal) => {
    if (known && kinds.every((kind) => known?.kind(kind))) return known;
    for (const kind of kinds) groups.add(kind.includes('/') ? groupOf(kind) : '');
    return (known = indexed(await Promise.all((['/api', '/apis'] as const).map((path) => askOne(transport, path, groups, signal)))));
  };
};
