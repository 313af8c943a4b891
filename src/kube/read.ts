import { inParallel } from '../app/parallel.ts';
import type { ReadOptions } from '../app/target.ts';
import { groupOf, type Kind } from '../core/resource.ts';
import { CLUSTER, snapshotOf, type Entry, type Facts, type Snapshot, type Unread } from '../core/snapshot.ts';
import { pathOf, resourceName, type Discover, type Discovery, type Served } from './discovery.ts';
import { hasGone } from './discoveryOld.ts';
import { listAll, NotListed } from './list.ts';
import { messageOf } from './status.ts';
import type { Transport } from './transport.ts';
import { withSmallYoungGeneration } from './youngGeneration.ts';

/** Lists at a time. */
const CONCURRENT = 8;

const groupOfKind = (kind: Kind): string => (kind.includes('/') ? groupOf(kind) : '');

const whyNot = (served: Served, { answer }: NotListed): string => {
  if (answer.status !== 403) return `list ${resourceName(served)}: ${messageOf(answer)}`;
  return `you may not list ${resourceName(served)}`;
};

const readKind = async (
  transport: Transport,
  discovery: Discovery,
  kind: Kind,
  { namespace, signal }: ReadOptions,
): Promise<readonly Entry[] | Unread> => {
  const served = discovery.kind(kind);
  if (!served)
    return discovery.silent.has(groupOfKind(kind))
      ? { kind, reason: `the server of ${groupOfKind(kind) || 'the core API'} does not answer` }
      : [];
  if (!served.verbs.includes('list')) return { kind, reason: `${resourceName(served)} cannot be listed` };
  try {
    const found = await listAll(transport, served, pathOf(served, namespace), signal);
    return found.map((resource) => ({ resource }));
  } catch (error) {
    if (!(error instanceof NotListed)) throw error;
    if (error.answer.status === 404 && (await hasGone(transport, served, signal))) return [];
    const where = served.namespaced && namespace !== undefined ? { namespace } : {};
    return { kind, ...where, reason: whyNot(served, error) };
  }
};

const isUnread = (result: readonly Entry[] | Unread): result is Unread => 'reason' in result;

const snapshotFrom = (results: readonly (readonly Entry[] | Unread | undefined)[], facts: Facts): Snapshot =>
  snapshotOf(
    results.flatMap((result) => (result === undefined || isUnread(result) ? [] : result)),
    facts,
    results.filter((result) => result !== undefined).filter(isUnread),
  );

/** Lists the kinds side by side. What may not be listed is in `unread`; a kind that is not served has no objects. */
export const readCluster = async (transport: Transport, discover: Discover, options: ReadOptions, facts: Facts): Promise<Snapshot> => {
  const kinds = options.kinds.filter((kind) => kind !== CLUSTER);
  const discovery = await discover(kinds, options.signal);
  const soFar: (readonly Entry[] | Unread | undefined)[] = kinds.map(() => undefined);
  let done = 0;
  const readNext = async ([at, kind]: readonly [number, Kind]): Promise<void> => {
    const result = (soFar[at] = await readKind(transport, discovery, kind, options));
    done++;
    const objects = isUnread(result) ? 0 : result.length;
    options.onRead?.({ kind, done, total: kinds.length, objects, soFar: () => snapshotFrom(soFar, facts) });
  };
  await withSmallYoungGeneration(() => inParallel(CONCURRENT, [...kinds.entries()], readNext));
  return snapshotFrom(soFar, facts);
};
