import { inParallel } from '../app/parallel.ts';
import { field, items, kindOf, text } from '../core/resource.ts';
import type { Served } from './discovery.ts';
import { ok, type Answer } from './status.ts';
import type { Transport } from './transport.ts';

interface Found {
  readonly served: readonly Served[];
  readonly silent: readonly string[];
}

const CONCURRENT = 8;

const askVersion = (transport: Transport, apiVersion: string, signal?: AbortSignal): Promise<Answer> => {
  const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return transport.send({ method: 'GET', path, ...(signal ? { signal } : {}) });
};

/** An APIResourceList; undefined where the server of that group does not answer. */
const resources = async (transport: Transport, apiVersion: string, signal?: AbortSignal): Promise<readonly Served[] | undefined> => {
  const answer = await askVersion(transport, apiVersion, signal);
  if (!ok(answer)) return undefined;
  return items(field(answer.body, 'resources')).flatMap((entry) => {
    const [resource, kind, verbs] = [text(entry['name']) ?? '', text(entry['kind']) ?? '', entry['verbs']];
    if (resource.includes('/')) return [];
    const known = Array.isArray(verbs) ? verbs.map(String) : [];
    return [
      { kind: kindOf({ apiVersion, kind }), apiVersion, name: kind, resource, namespaced: entry['namespaced'] === true, verbs: known },
    ];
  });
};

/** The core group of servers before 1.26: one request for each version. */
export const oldVersions = async (transport: Transport, list: unknown, signal?: AbortSignal): Promise<Found> => {
  const versions = field(list, 'versions');
  const names = Array.isArray(versions) ? versions.map(String) : [];
  const found = await inParallel(CONCURRENT, names, (version) => resources(transport, version, signal));
  return { served: found.flatMap((part) => part ?? []), silent: found.includes(undefined) ? [''] : [] };
};

/** Whether the server has ceased to serve a kind that it served: only then does 404 mean that there is none. */
export const hasGone = async (transport: Transport, { apiVersion, resource }: Served, signal?: AbortSignal): Promise<boolean> => {
  const answer = await askVersion(transport, apiVersion, signal);
  if (!ok(answer)) return answer.status === 404;
  const { body } = answer;
  return Array.isArray(field(body, 'resources')) && !items(field(body, 'resources')).some((entry) => entry['name'] === resource);
};

/** Groups of servers before 1.26, the preferred version of each first. */
export const oldGroups = async (transport: Transport, list: unknown, groups: ReadonlySet<string>, signal?: AbortSignal): Promise<Found> => {
  const wanted = items(field(list, 'groups')).filter((group) => groups.has(text(group['name']) ?? ''));
  const asked = wanted.flatMap((group) => {
    const preferred = text(field(group, 'preferredVersion', 'groupVersion'));
    const all = items(group['versions']).flatMap((version) => text(version['groupVersion']) ?? []);
    return [...new Set([...(preferred === undefined ? [] : [preferred]), ...all])].map((apiVersion) => ({
      group: text(group['name']) ?? '',
      apiVersion,
    }));
  });
  const found = await inParallel(CONCURRENT, asked, ({ apiVersion }) => resources(transport, apiVersion, signal));
  return { served: found.flatMap((part) => part ?? []), silent: asked.filter((_, i) => found[i] === undefined).map(({ group }) => group) };
};
