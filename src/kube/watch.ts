import type { Sighting, Watched, WatchOptions } from '../app/target.ts';
import { field, items, text, type Kind, type Ref } from '../core/resource.ts';
import type { ReadUpTo, Snapshot } from '../core/snapshot.ts';
import type { Api } from './api.ts';
import { pathOf, resourceName, type Served } from './discovery.ts';
import { messageOf, ok, type Answer } from './status.ts';

/** Neither the spec nor the status leaves the server, for Secrets neither their data. */
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/** The server ends a watch after so many seconds, so that a line that is dead is noticed; not all at the same moment. */
const LEAST_S = 240;
const SPREAD_S = 60;
const GRACE_MS = 15_000;
/** The pause grows no longer after so many attempts. */
const MOST_ATTEMPTS = 8;

type State = Exclude<keyof Watched, 'why'>;

interface Event {
  readonly type: string;
  readonly object: unknown;
}

const eventIn = (line: string): Event => {
  const event: unknown = JSON.parse(line);
  return { type: text(field(event, 'type')) ?? '', object: field(event, 'object') };
};

const timeOf = (entry: Readonly<Record<string, unknown>>): string => text(entry['time']) ?? '';

/** Whether the write that made this event only reported the status: of the owners of fields, the newest say which it was. */
const isReport = (metadata: unknown): boolean => {
  const writers = items(field(metadata, 'managedFields'));
  const newest = writers.reduce((last, entry) => (timeOf(entry) > last ? timeOf(entry) : last), '');
  const latest = writers.filter((entry) => timeOf(entry) === newest);
  return field(metadata, 'deletionTimestamp') === undefined && latest.length > 0 && latest.every((w) => w['subresource'] === 'status');
};

/** Where resourceVersions are numbers, as on every server of Kubernetes, the newer one is the larger. */
const isOlder = (version: string, known: unknown): boolean =>
  typeof known === 'string' && /^\d+$/.test(version) && /^\d+$/.test(known) && BigInt(version) <= BigInt(known);

const sightingOf = (served: Served, { type, object }: Event, since: Snapshot): Sighting | undefined => {
  const metadata = field(object, 'metadata');
  const [name, namespace, version = ''] = ['name', 'namespace', 'resourceVersion'].map((of) => text(field(metadata, of)));
  if (name === undefined || !['ADDED', 'MODIFIED', 'DELETED'].includes(type)) return undefined;
  if (type === 'MODIFIED' && isReport(metadata)) return undefined;
  const ref: Ref = { apiVersion: served.apiVersion, kind: served.name, ...(namespace === undefined ? {} : { namespace }), name };
  const known = since.get(ref);
  const isRead = known !== undefined && !since.isSynthetic(known);
  if (isRead && isOlder(version, known.metadata.resourceVersion)) return undefined;
  return { ref, version, how: type === 'DELETED' ? 'gone' : isRead ? 'changed' : 'new' };
};

/** Why this answer ends the watch of a kind for good; undefined where another attempt may do. */
const endOf = (served: Served, answer: Answer): { readonly state: State; readonly why: string } | undefined => {
  if (answer.status === 410) return { state: 'lost', why: `the server no longer knows what became of ${resourceName(served)}` };
  if (![401, 403, 404, 405].includes(answer.status)) return undefined;
  const why = answer.status === 403 ? `you may not watch ${resourceName(served)}` : `watch ${resourceName(served)}: ${messageOf(answer)}`;
  return { state: 'off', why };
};

interface Told {
  readonly set: (kind: Kind, state: State, why?: string) => void;
}

/** The state of each kind, told as counts whenever one changes. */
const counted = (tell: WatchOptions['onWatched']): Told => {
  const states = new Map<Kind, { readonly state: State; readonly why?: string }>();
  return {
    set(kind, state, why) {
      if (states.get(kind)?.state === state) return;
      states.set(kind, { state, ...(why === undefined ? {} : { why }) });
      const all = [...states.values()];
      const count = (of: State): number => all.filter((one) => one.state === of).length;
      const first = all.find((one) => one.why !== undefined)?.why;
      tell({ live: count('live'), cut: count('cut'), lost: count('lost'), off: count('off'), ...(first ? { why: first } : {}) });
    },
  };
};

interface Watch {
  readonly api: Api;
  readonly options: WatchOptions;
  readonly served: Served;
  readonly told: Told;
}

/** One answer of the server: from `version` on; returns the version up to which it told, and how it ended. */
const onePass = async (watch: Watch, from: ReadUpTo) => {
  const { api, served, told, options } = watch;
  const { since, onSeen, signal } = options;
  const seconds = LEAST_S + Math.floor(Math.random() * SPREAD_S);
  const query = new URLSearchParams({
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: from.version,
    timeoutSeconds: String(seconds),
  });
  let [version, answer]: [string, Answer | undefined] = [from.version, undefined];
  const onLine = (line: string): void => {
    const event = eventIn(line);
    if (event.type === 'ERROR') answer = { status: Number(field(event.object, 'code')), body: event.object, warnings: [] };
    else version = text(field(event.object, 'metadata', 'resourceVersion')) ?? version;
    const sighting = sightingOf(served, event, since);
    if (sighting && !signal.aborted) onSeen(sighting);
  };
  const path = `${pathOf(served, from.namespace)}?${query.toString()}`;
  const onOpen = (): void => told.set(served.kind, 'live');
  const ended = await api.transport
    .stream({ path, accept: METADATA, silentMs: seconds * 1000 + GRACE_MS, signal, onOpen, onLine })
    .catch(() => undefined);
  return { version, ended: answer ?? ended };
};

const watchKind = async (watch: Watch, from: ReadUpTo): Promise<void> => {
  const { api, served, told, options } = watch;
  const { signal } = options;
  let at = from;
  for (let attempt = 0; !signal.aborted; attempt = Math.min(attempt + 1, MOST_ATTEMPTS)) {
    const { version, ended } = await onePass(watch, at);
    if (signal.aborted) return;
    const over = ended && endOf(served, ended);
    if (over) return told.set(served.kind, over.state, over.why);
    if (version !== at.version) attempt = 0;
    at = { ...at, version };
    if (!ended || !ok(ended)) told.set(served.kind, 'cut', 'the connection to the server was lost; it is tried again');
    await api.transport.pause(attempt, signal).catch(() => undefined);
  }
};

/** Tells what becomes of the objects of a snapshot, kind by kind, by their metadata alone; resolves once the signal aborts or no kind is left. */
export const watchCluster = async (api: Api, options: WatchOptions): Promise<void> => {
  const versions = options.since.facts.versions ?? {};
  const kinds = Object.keys(versions);
  const discovery = await api.discover(kinds, options.signal).catch(() => undefined);
  const told = counted(options.onWatched);
  const watches = kinds.map(async (kind) => {
    const [served, from] = [discovery?.kind(kind), versions[kind]];
    if (!served || !from) return told.set(kind, 'off', `${kind} is not served any more`);
    if (!served.verbs.includes('watch')) return told.set(kind, 'off', `${resourceName(served)} cannot be watched`);
    return watchKind({ api, options, served, told }, from);
  });
  await Promise.all(watches);
};
