import { inParallel } from '../app/parallel.ts';
import { controllerOf, type Resource } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { pathOf, type Served } from './discovery.ts';
import { listAll } from './list.ts';
import type { Transport } from './transport.ts';
import { trimAlone } from './trim.ts';
import { templateOwner } from './trimPod.ts';

/** Lists at a time; with more namespaces than this one list of all is less. */
const CONCURRENT = 8;

/** Pods of one owner share their list of owners, so each of those is looked up once. */
const namespacesWithout = (pods: readonly Resource[], snapshot: Snapshot): readonly string[] => {
  const known = new Map<unknown, boolean>();
  const isAlone = (pod: Resource): boolean => {
    const { ownerReferences, namespace } = pod.metadata;
    let alone = known.get(ownerReferences);
    if (alone === undefined) {
      const owner = templateOwner(pod.metadata) && controllerOf(pod);
      alone = owner !== undefined && snapshot.get({ ...owner, ...(namespace === undefined ? {} : { namespace }) }) === undefined;
      known.set(ownerReferences, alone);
    }
    return alone;
  };
  return [...new Set(pods.filter(isAlone).flatMap(({ metadata }) => metadata.namespace ?? []))];
};

/**
 * Pods whose template is not there, because it may not be read or has gone, are judged by themselves: their namespaces are
 * listed once more, and nothing of them is left out. Undefined where there are none. Throws NotListed.
 */
export const withAlonePods = async (
  transport: Transport,
  served: Served,
  pods: readonly Resource[],
  snapshot: Snapshot,
  signal?: AbortSignal,
): Promise<readonly Resource[] | undefined> => {
  const namespaces = namespacesWithout(pods, snapshot);
  if (namespaces.length === 0) return undefined;
  const list = async (namespace?: string): Promise<readonly Resource[]> =>
    (await listAll(transport, served, pathOf(served, namespace), signal, trimAlone)).found;
  const whole = namespaces.length > CONCURRENT ? await list() : (await inParallel(CONCURRENT, namespaces, list)).flat();
  const again = new Set(namespaces);
  return [
    ...pods.filter(({ metadata }) => !again.has(metadata.namespace ?? '')),
    ...whole.filter(({ metadata }) => again.has(metadata.namespace ?? '')),
  ];
};
