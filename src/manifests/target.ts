import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { Refused, Stale, usage } from '../app/errors.ts';
import type { Denial, InputProblem, Preview, Proposal, ReadOptions, Target, TargetInfo } from '../app/target.ts';
import { equal, type Change } from '../core/change.ts';
import { describeRef, type Ref, type Resource } from '../core/resource.ts';
import { snapshotOf, type Snapshot } from '../core/snapshot.ts';
import { claimsOf } from './claims.ts';
import { Library, type LibraryOptions } from './library.ts';
import { isStream, realOf, STDIN } from './listing.ts';
import { locate } from './manifest.ts';
import { denialsOf } from './permission.ts';
import { namesStdin, oddityOf } from './pipe.ts';
import { previewOf } from './preview.ts';
import { replaceFiles } from './replaceFiles.ts';
import { outcomesOf, type Outcome } from './replay.ts';
import { deniedIn, refusedIn, streamOf } from './streamed.ts';

export interface ManifestOptions extends LibraryOptions {
  readonly readOnly: boolean;
  readonly now?: () => Date;
}

/**
 * However a folder is named, it is the same target: by a link, relative, with a slash at its end, or twice. So is all that is
 * only piped in: `<(…)` is another way of writing `… |`, and its name says nothing.
 */
const infoOf = ({ paths, readOnly }: ManifestOptions): TargetInfo => ({
  type: 'manifests',
  id: `files-${createHash('sha256')
    .update([...new Set(paths.map(realOf))].toSorted().join('\n'))
    .digest('hex')
    .slice(0, 12)}`,
  name: paths.every(isStream) ? STDIN : paths.join(', '),
  readOnly: readOnly || paths.every(isStream),
});

class Manifests implements Target {
  readonly info: TargetInfo;
  readonly #library: Library;
  readonly #folders: readonly string[];
  readonly #now: () => Date;
  readonly claims: () => readonly string[];

  constructor(options: ManifestOptions) {
    this.info = infoOf(options);
    this.claims = () => claimsOf(options.paths.filter((path) => !isStream(path)));
    this.#library = new Library(options);
    this.#folders = options.paths.filter((path) => !isStream(path) && statSync(path, { throwIfNoEntry: false })?.isDirectory());
    this.#now = options.now ?? (() => new Date());
  }

  async read({ kinds, namespace, signal, onRead }: ReadOptions): Promise<Snapshot> {
    await this.#library.read(signal);
    const { objects } = this.#library;
    const inScope = ({ metadata }: Resource): boolean =>
      namespace === undefined || metadata.namespace === undefined || metadata.namespace === namespace;
    const snapshot = snapshotOf(
      objects.filter(({ resource }) => inScope(resource)),
      { now: this.#now().toISOString(), origin: 'files' },
    );
    kinds.forEach((kind, i) => onRead?.({ kind, done: i + 1, total: kinds.length, objects: objects.length, soFar: () => snapshot }));
    return snapshot;
  }

  problems(): readonly InputProblem[] {
    return this.#library.problems;
  }

  async get(ref: Ref): Promise<Resource | undefined> {
    return (await this.#library.find(ref))?.placed.resource;
  }

  async denials(changes: readonly Change[]): Promise<readonly Denial[]> {
    await this.#library.ready();
    const { streamed = [], written = [] } = Object.groupBy(changes, (change) => (streamOf(this.#library, change) ? 'streamed' : 'written'));
    const streams = streamed.flatMap((change) => streamOf(this.#library, change) ?? []);
    return [...deniedIn(streams), ...denialsOf(this.#library, written)];
  }

  async preview(change: Proposal): Promise<Preview> {
    await this.#library.ready();
    const stream = change.before ? undefined : streamOf(this.#library, change, this.#folders.length > 0);
    if (stream) throw refusedIn(stream);
    return previewOf(this.#library, change, this.#folders);
  }

  async write(change: Proposal, approved: Preview): Promise<Resource | undefined> {
    const { ref, after } = change;
    if (this.info.readOnly)
      throw new Refused(`${this.info.name} is open for reading only; ${describeRef(ref)} was not written.`, [
        this.info.name === STDIN ? 'Save standard input to a file, and name that with -f.' : 'Run it again without --read-only.',
      ]);
    const fresh = await this.preview(change);
    const stream = streamOf(this.#library, change);
    if (stream) throw refusedIn(stream);
    const outcomes = equal(fresh.files, approved.files) ? outcomesOf(this.#library, approved.files ?? []) : undefined;
    if (!outcomes) throw new Stale(`${describeRef(ref)}: its file is no longer what was approved`);
    await replaceFiles(outcomes);
    for (const outcome of outcomes) {
      if (outcome.after) this.#library.noteWritten(outcome.listed);
      else this.#library.noteGone(outcome.listed);
    }
    return after && (await this.#stored(ref, outcomes));
  }

  /** What was created for a List stands in another file than the List. */
  async #stored(ref: Ref, outcomes: readonly Outcome[]): Promise<Resource | undefined> {
    const manifests = outcomes.map(({ listed }) => this.#library.manifest(listed));
    const placed = manifests.map((manifest) => manifest && locate(manifest, ref)).find((found) => found !== undefined);
    return placed?.resource ?? this.get(ref);
  }

  /** Files run nothing. */
  rollout(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Fields of files have no owners. */
  release(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const HOW = 'Name a file, a folder or - (standard input) with -f.';

/** Throws a Failure for what holds no manifests and may never end, and where none of the paths exists. */
const assertReadable = (paths: readonly string[]): void => {
  for (const path of paths.filter((of) => of !== STDIN)) {
    const oddity = oddityOf(path);
    if (oddity !== undefined) throw usage(`${path} is ${oddity}, and holds no manifests.`, HOW);
  }
  const missing = paths.filter((path) => path !== STDIN && !existsSync(path));
  if (missing.length === paths.length)
    throw usage(missing.length === 0 ? 'No file or folder is named.' : `${missing.join(', ')} does not exist.`, HOW);
};

/** Manifests as a target. Throws a Failure (usage) for what cannot be meant; what else cannot be read is told by `problems`. */
// eslint-disable-next-line @typescript-eslint/require-await -- a rejection, not a throw
export const openManifests = async (options: ManifestOptions): Promise<Target> => {
  const named = options.paths.map((path) => (namesStdin(path) ? STDIN : path));
  const some = named.filter((path) => path !== devNull); // in scripts it says that there is nothing more
  const paths = some.length > 0 ? some : named;
  assertReadable(paths);
  return new Manifests({ ...options, paths });
};
