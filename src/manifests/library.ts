import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { usage } from '../app/errors.ts';
import type { InputProblem } from '../app/target.ts';
import { refKey, refOf, type Ref } from '../core/resource.ts';
import { knownOf, type Known } from './known.ts';
import { companionOf, findListed, listFiles, realOf, STDIN, type Listed } from './listing.ts';
import { locate, manifestOf, type Manifest } from './manifest.ts';
import type { Placed } from './objects.ts';
import { readPipe, readStream } from './pipe.ts';
import { markOf, readContent, Unusable, type Content } from './readText.ts';
import { placedRef } from './scope.ts';

const FILES_PER_BREATH = 50;
const KEPT_MANIFESTS = 4;

/** Where an object was found, with the file as it stands now. */
export interface Found {
  readonly manifest: Manifest;
  readonly placed: Placed;
}

export interface LibraryOptions {
  /** Files, folders, pipes, or `-` for standard input. */
  readonly paths: readonly string[];
  /** All of standard input. */
  readonly stdin?: () => Readable;
}

/** The files of a target and what is known of them. Their content is read afresh whenever it matters. */
export class Library {
  readonly #paths: readonly string[];
  readonly #stdin: LibraryOptions['stdin'];
  /** What came through streams, or why it cannot be used, by path. */
  readonly #streamed = new Map<string, Buffer | Unusable>();
  #files: readonly Listed[] = [];
  #unlisted: readonly InputProblem[] = [];
  /** By path. */
  readonly #known = new Map<string, Known>();
  #loaded: Promise<void> | undefined;
  /** The last files that were needed whole, by path. */
  readonly #recent = new Map<string, Manifest>();

  constructor({ paths, stdin }: LibraryOptions) {
    this.#paths = paths;
    this.#stdin = stdin;
  }

  get files(): readonly Listed[] {
    return this.#files;
  }

  get objects(): readonly Placed[] {
    return this.#files.flatMap(({ path }) => this.#known.get(path)?.objects ?? []);
  }

  get problems(): readonly InputProblem[] {
    return [...this.#unlisted, ...[...this.#known.values()].flatMap((known) => known.problems)];
  }

  /** Lists and reads everything anew. */
  async read(signal?: AbortSignal): Promise<void> {
    this.#loaded = this.#readAll(signal);
    await this.#loaded;
  }

  async #readAll(signal: AbortSignal | undefined): Promise<void> {
    const { files, problems } = listFiles(this.#paths);
    this.#files = files;
    this.#unlisted = problems;
    this.#known.clear();
    for (const [i, listed] of files.entries()) {
      if (i % FILES_PER_BREATH === 0) await setImmediate();
      signal?.throwIfAborted();
      if (listed.stream && !this.#streamed.has(listed.path)) this.#streamed.set(listed.path, await this.#readStream(listed, signal));
      this.#known.set(listed.path, this.#knownNow(listed));
    }
  }

  async #readStream({ path }: Listed, signal: AbortSignal | undefined): Promise<Buffer | Unusable> {
    if (path === STDIN && !this.#stdin) throw usage('There is no standard input to read.', 'Name a file or a folder.');
    const reading = path === STDIN && this.#stdin ? readStream(this.#stdin, signal) : readPipe(path, signal);
    return reading.catch((error: unknown) => {
      if (error instanceof Unusable) return error;
      throw error;
    });
  }

  /** Takes note of what others have created, changed or removed since; reads only that. */
  async refresh(): Promise<void> {
    await this.ready();
    const { files } = listFiles(this.#paths);
    const there = new Set(files.map(({ path }) => path));
    for (const listed of this.#files) if (!listed.stream && !there.has(listed.path)) this.noteGone(listed);
    for (const listed of files) if (!listed.stream && markOf(listed.path) !== this.#known.get(listed.path)?.mark) this.noteWritten(listed);
  }

  #knownNow(listed: Listed): Known {
    return knownOf(listed, () => this.#content(listed.path), this.#recent.get(listed.path));
  }

  #content(path: string): Content {
    const streamed = this.#streamed.get(path);
    if (streamed instanceof Unusable) throw streamed;
    return streamed ? { bytes: streamed, mark: '' } : readContent(path);
  }

  /** Everything has been read at least once. */
  async ready(): Promise<void> {
    await (this.#loaded ?? this.read());
  }

  /** The bytes of a file as they are now; undefined where there is none. Throws Unusable. */
  bytesOf({ path }: Listed): Buffer | undefined {
    return this.#streamed.has(path) || existsSync(path) ? this.#content(path).bytes : undefined;
  }

  /** A file as it is now; undefined where it cannot be used. */
  manifest(listed: Listed): Manifest | undefined {
    try {
      const { bytes } = this.#content(listed.path);
      const known = this.#recent.get(listed.path);
      if (known?.bytes.equals(bytes)) return known;
      const manifest = manifestOf(listed, bytes, known);
      this.#recent.delete(listed.path);
      this.#recent.set(listed.path, manifest);
      for (const path of [...this.#recent.keys()].slice(0, -KEPT_MANIFESTS)) this.#recent.delete(path);
      return manifest;
    } catch (error) {
      if (error instanceof Unusable) return undefined;
      throw error;
    }
  }

  /** An object as it stands now. Without a source, in the file where it was read last. */
  async find(ref: Ref): Promise<Found | undefined> {
    await this.ready();
    for (const listed of this.#candidates(ref)) {
      const manifest = this.manifest(listed);
      const placed = manifest && locate(manifest, ref);
      if (placed) return { manifest, placed };
    }
    return undefined;
  }

  #candidates({ source, ...name }: Ref): readonly Listed[] {
    if (source) return [findListed(this.#files, source.file)].filter((listed) => listed !== undefined);
    const key = refKey(placedRef(name));
    return this.#files.filter(({ path }) => this.#known.get(path)?.objects.some(({ resource }) => refKey(refOf(resource)) === key));
  }

  /** The file of a name, which may not exist yet; undefined for one outside of what was given. */
  place(name: string): Listed | undefined {
    const known = findListed(this.#files, name);
    if (known) return known;
    const path = join(realOf(dirname(name)), basename(name));
    const isOurs = this.#paths.some((given) => realOf(companionOf(given)) === path || path.startsWith(`${realOf(given)}${sep}`));
    return isOurs ? { file: name, path, below: basename(name), named: false } : undefined;
  }

  /** Takes note of what was written to a file, or that it was created. */
  noteWritten(listed: Listed): void {
    if (this.#files.every(({ path }) => path !== listed.path)) this.#files = [...this.#files, listed];
    this.#known.set(listed.path, this.#knownNow(listed));
  }

  /** Takes note that a file was removed. */
  noteGone({ path: gone }: Listed): void {
    this.#files = this.#files.filter(({ path }) => path !== gone);
    this.#known.delete(gone);
  }
}
