import { isCustom } from '../analysis/builtInApis.ts';
import { IMPACT_KINDS } from '../analysis/impact.ts';
import { ownersOf } from '../analysis/owners.ts';
import type { Finding, ScanResult } from '../core/finding.ts';
import type { Catalogue } from '../core/remediation.ts';
import { refOf, type Kind, type Ref, type Resource } from '../core/resource.ts';
import { kindsOf, kindsRead, scan, scanOne, type OwnerOf } from '../core/scan.ts';
import { amended, type Snapshot } from '../core/snapshot.ts';
import { EMPTY_MEMORY, type Journal, type Memory, type Recalled } from './journal.ts';
import type { ReadOptions, ReadProgress, Target } from './target.ts';
import { stillTried } from './stillTried.ts';

/** Whether an object is among those that are judged and reported on. */
export type IsMeant = (ref: Ref, snapshot: Snapshot) => boolean;

export interface ScanRequest {
  readonly target: Target;
  readonly catalogue: Catalogue;
  /** What was ignored and since when namespaces warn; without it nothing is remembered. */
  readonly journal?: Journal;
  /** Only what stands in this namespace, and the Namespace itself. */
  readonly namespace?: string;
  /** Kinds that are read besides those that the checks need. */
  readonly also?: readonly Kind[];
  /** Only these objects are judged and reported on; all are read. */
  readonly isMeant?: IsMeant;
  /** Objects that the target does not hold: what scanners say of its images. */
  readonly besides?: readonly Resource[];
  readonly signal?: AbortSignal;
  /** After each kind: how far reading is, and the findings that can be told since the last call. */
  readonly onProgress?: (progress: ScanProgress) => void;
}

export interface ScanProgress {
  readonly kind: Kind;
  readonly done: number;
  readonly total: number;
  readonly objects: number;
  readonly findings: readonly Finding[];
}

export interface Scan extends Recalled {
  /** Without what a person ignores. */
  readonly result: ScanResult;
  readonly ignored: readonly Finding[];
  /** Of the kinds that were read, those of custom resources that nothing judges. */
  readonly custom: readonly Kind[];
  readonly snapshot: Snapshot;
}

export const ownerOf: OwnerOf = (resource) => ownersOf(resource)[0];

const inScope = (ref: Ref, namespace: string | undefined): boolean =>
  namespace === undefined || ref.namespace === namespace || (ref.kind === 'Namespace' && ref.name === namespace);

/** Judges each remediation as soon as all that it needs has been read; the scan at the end is the one that counts. */
const streamed = (request: ScanRequest): ((progress: ReadProgress) => void) | undefined => {
  const { onProgress, catalogue, namespace } = request;
  if (!onProgress) return undefined;
  const read = new Set<Kind>();
  const waiting = new Set(catalogue);
  return (progress) => {
    read.add(progress.kind);
    const ready = [...waiting].filter((r) => kindsOf(r).every((kind) => read.has(kind)));
    const soFar = ready.length > 0 ? progress.soFar() : undefined;
    for (const remediation of ready) waiting.delete(remediation);
    const findings = soFar ? ready.flatMap((r) => scanOne(r, soFar, ownerOf).findings) : [];
    const { kind, done, total, objects } = progress;
    onProgress({ kind, done, total, objects, findings: findings.filter((f) => inScope(f.ref, namespace)) });
  };
};

const isIgnored = (finding: Finding, memory: Memory, now: string): boolean =>
  memory.ignored.some((ignored) => ignored.finding === finding.id && (ignored.until === undefined || ignored.until > now));

/**
 * Everything that may be read, although only one namespace is reported on: a binding elsewhere decides what a token is
 * worth. Kinds that may not be read everywhere are read in the namespace, and stand in `unread` with `onlyIn`.
 */
const readAround = async (
  { target, catalogue, also = [], namespace, signal }: ScanRequest,
  onRead: ReadOptions['onRead'],
): Promise<Snapshot> => {
  const base = signal ? { signal } : {};
  const whole = await target.read({
    kinds: [...new Set([...kindsRead(catalogue), ...also, ...IMPACT_KINDS])],
    ...base,
    ...(onRead ? { onRead } : {}),
  });
  if (namespace === undefined || whole.unread.length === 0) return whole;
  const kinds = whole.unread.map((u) => u.kind);
  const inside = await target.read({ kinds, namespace, ...base });
  const found = kinds.flatMap((kind) => inside.list(kind, namespace)).map((resource) => ({ ref: inside.ref(resource), resource }));
  const isBlind = (kind: Kind): boolean => inside.unread.some((u) => u.kind === kind);
  const unread = whole.unread.map((u) => (isBlind(u.kind) ? u : { ...u, onlyIn: namespace }));
  const versions = { ...whole.facts.versions, ...inside.facts.versions };
  return amended(whole.with(found), { unread, facts: { ...whole.facts, versions } });
};

const customIn = (snapshot: Snapshot, known: readonly Kind[]): readonly Kind[] => {
  const judged = new Set(known);
  return snapshot.kinds().filter((kind) => isCustom(kind) && !judged.has(kind));
};

/** What a snapshot is found to have, in the light of what is remembered. */
export const scanOf = (
  read: Snapshot,
  { catalogue, also = [], namespace, isMeant }: Pick<ScanRequest, 'catalogue' | 'also' | 'namespace' | 'isMeant'>,
  recalled: Recalled,
): Scan => {
  const { memory } = recalled;
  const { warnsSince, tried = [] } = memory;
  const snapshot = amended(read, { facts: { ...read.facts, warnsSince, tried: stillTried(tried, read) } });
  const isSome = namespace !== undefined || isMeant !== undefined;
  const result = scan(
    snapshot,
    catalogue,
    ownerOf,
    isSome ? (ref) => inScope(ref, namespace) && (!isMeant || isMeant(ref, snapshot)) : undefined,
  );
  const hidden = new Set(result.findings.filter((f) => isIgnored(f, memory, snapshot.facts.now)));
  return {
    result: { ...result, findings: result.findings.filter((f) => !hidden.has(f)) },
    ignored: [...hidden],
    custom: customIn(snapshot, [...kindsRead(catalogue), ...also]),
    snapshot,
    ...recalled,
  };
};

/** target -> findings. Throws what the target throws; what could not be read is in `result.notChecked`. */
export const scanTarget = async (request: ScanRequest): Promise<Scan> => {
  const { journal, besides = [] } = request;
  const recalled: Recalled = (await journal?.recall()) ?? { memory: EMPTY_MEMORY };
  const whole = await readAround(request, streamed(request));
  const read = besides.length === 0 ? whole : whole.with(besides.map((resource) => ({ ref: refOf(resource), resource })));
  return scanOf(read, request, recalled);
};
