import { inParallel } from '../app/parallel.ts';
import type { ReadOptions } from '../app/target.ts';
import { groupOf, type Kind, type Resource } from '../core/resource.ts';
import { CLUSTER, snapshotOf, type Entry, type Facts, type ReadUpTo, type Snapshot, type Unread } from '../core/snapshot.ts';
import { withAlonePods } from './alonePods.ts';
import { pathOf, resourceName, type Discover, type Discovery, type Served } from './discovery.ts';
import { hasGone } from './discoveryOld.ts';
import { readKubelets, UNASKED } from './kubelets.ts';
import { listAll, NotListed } from './list.ts';
import { messageOf } from './status.ts';
import type { Transport } from './transport.ts';

/** Lists at a time. */
const CONCURRENT = 8;

const groupOfKind = (kind: Kind): string => (kind.includes('/') ? groupOf(kind) : '');

const whyNot = (served: Served, { answer }: NotListed): string => {
  if (answer.status !== 403) return `list ${resourceName(served)}: ${messageOf(answer)}`;
  return `you may not list ${resourceName(served)}`;
};

export interface ClusterRead extends ReadOptions {
  /** Each kubelet may be asked for its configuration, through nodes/proxy. */
  readonly kubelets?: boolean;
}

interface Reading extends ClusterRead {
  readonly transport: Transport;
  readonly discovery: Discovery;
  /** Filled while it is read. */
  readonly versions: Record<Kind, ReadUpTo>;
}

const unlisted = async ({ transport, namespace, signal }: Reading, served: Served, error: unknown): Promise<readonly Entry[] | Unread> => {
  if (!(error instanceof NotListed)) throw error;
  if (error.answer.status === 404 && (await hasGone(transport, served, signal))) return [];
  const where = served.namespaced && namespace !== undefined ? { namespace } : {};
  return { kind: served.kind, ...where, reason: whyNot(served, error) };
};

const entriesOf = (found: readonly Resource[]): readonly Entry[] => found.map((resource) => ({ resource }));

const readKind = async (reading: Reading, kind: Kind): Promise<readonly Entry[] | Unread> => {
  const { transport, discovery, namespace, signal, versions } = reading;
  const served = discovery.kind(kind);
  if (!served)
    return discovery.silent.has(groupOfKind(kind))
      ? { kind, reason: `the server of ${groupOfKind(kind) || 'the core API'} does not answer` }
      : [];
  if (!served.verbs.includes('list')) return { kind, reason: `${resourceName(served)} cannot be listed` };
  try {
    const { found, version } = await listAll(transport, served, pathOf(served, namespace), signal);
    const where = served.namespaced && namespace !== undefined ? { namespace } : {};
    if (version !== undefined) versions[kind] = { version, ...where };
    return entriesOf(found);
  } catch (error) {
    return unlisted(reading, served, error);
  }
};

const isUnread = (result: readonly Entry[] | Unread): result is Unread => 'reason' in result;

const snapshotFrom = (results: readonly (readonly Entry[] | Unread | undefined)[], facts: Facts): Snapshot =>
  snapshotOf(
    results.flatMap((result) => (result === undefined || isUnread(result) ? [] : result)),
    facts,
    results.filter((result) => result !== undefined).filter(isUnread),
  );

type Results = (readonly Entry[] | Unread | undefined)[];

/** Of pods without their template nothing may be left out; that is known only when all has been read. */
const completePods = async (reading: Reading, results: Results, at: number, snapshot: Snapshot): Promise<boolean> => {
  const [pods, served] = [results[at], reading.discovery.kind('Pod')];
  if (pods === undefined || isUnread(pods) || !served) return false;
  try {
    const found = await withAlonePods(
      reading.transport,
      served,
      pods.map(({ resource }) => resource),
      snapshot,
      reading.signal,
    );
    if (found) results[at] = entriesOf(found);
    return found !== undefined;
  } catch (error) {
    results[at] = await unlisted(reading, served, error);
    return true;
  }
};

/** Where somebody agreed to it, what the kubelets of the nodes that were read say; else, that nobody asked them. */
const kubeletsOf = async (reading: Reading, results: Results, nodes: number): Promise<Results> => {
  if (!reading.kinds.includes(UNASKED.kind)) return [];
  if (reading.kubelets !== true) return [UNASKED];
  const listed = results[nodes] ?? [];
  if (isUnread(listed)) return [{ ...listed, kind: UNASKED.kind }];
  const { found, unread } = await readKubelets(
    reading.transport,
    listed.map(({ resource }) => resource.metadata.name),
    reading.signal,
  );
  return [found, ...unread];
};

/** Lists the kinds side by side. What may not be listed is in `unread`; a kind that is not served has no objects. */
export const readCluster = async (transport: Transport, discover: Discover, options: ClusterRead, facts: Facts): Promise<Snapshot> => {
  const kinds = options.kinds.filter((kind) => kind !== CLUSTER && kind !== UNASKED.kind);
  const reading: Reading = { ...options, transport, discovery: await discover(kinds, options.signal), versions: {} };
  const soFar: Results = kinds.map(() => undefined);
  let done = 0;
  const readNext = async ([at, kind]: readonly [number, Kind]): Promise<void> => {
    const result = (soFar[at] = await readKind(reading, kind));
    done++;
    const objects = isUnread(result) ? 0 : result.length;
    options.onRead?.({ kind, done, total: kinds.length, objects, soFar: () => snapshotFrom(soFar, facts) });
  };
  await inParallel(CONCURRENT, [...kinds.entries()], readNext);
  soFar.push(...(await kubeletsOf(reading, soFar, kinds.indexOf('Node'))));
  const known: Facts = { ...facts, versions: reading.versions };
  const snapshot = snapshotFrom(soFar, known);
  return (await completePods(reading, soFar, kinds.indexOf('Pod'), snapshot)) ? snapshotFrom(soFar, known) : snapshot;
};
