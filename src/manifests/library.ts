import { setImmediate } from 'node:timers/promises';
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { usage } from '../app/errors.ts';
import type { InputProblem } from '../app/target.ts';
import { refKey, refOf, type Ref } from '../core/resource.ts';
import { companionOf, findListed, listFiles, realOf, STDIN, type Listed } from './listing.ts';
import { locate, manifestOf, type Manifest } from './manifest.ts';
import type { Placed } from './objects.ts';
import { readBytes, Unusable } from './readText.ts';
import { placedRef } from './scope.ts';

const FILES_PER_BREATH = 50;
const KEPT_MANIFESTS = 4;

/** Differs after a write, as far as the file system tells. */
const markOf = (path: string): string => {
  const stat = path === STDIN ? undefined : statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : '';
};

/** Where an object was found, with the file as it stands now. */
export interface Found {
  readonly manifest: Manifest;
  readonly placed: Placed;
}

/** The files of a target and what is known of them. Their content is read afresh whenever it matters. */
export class Library {
  readonly #paths: readonly string[];
  readonly #stdin: (() => Promise<string>) | undefined;
  #stdinBytes: Buffer | undefined;
  #files: readonly Listed[] = [];
  readonly #objects = new Map<string, readonly Placed[]>();
  readonly #problems = new Map<string, readonly InputProblem[]>();
  /** By path: a file of which this is still true need not be read again. */
  readonly #marks = new Map<string, string>();
  #loaded: Promise<void> | undefined;
  /** The last files that were needed whole, by path. */
  readonly #recent = new Map<string, Manifest>();

  constructor(paths: readonly string[], stdin: (() => Promise<string>) | undefined) {
    this.#paths = paths;
    this.#stdin = stdin;
  }

  get files(): readonly Listed[] {
    return this.#files;
  }

  get objects(): readonly Placed[] {
    return this.#files.flatMap(({ path }) => this.#objects.get(path) ?? []);
  }

  get problems(): readonly InputProblem[] {
    return [...this.#problems.values()].flat();
  }

  /** Lists and reads everything anew. */
  async read(signal?: AbortSignal): Promise<void> {
    this.#loaded = this.#readAll(signal);
    await this.#loaded;
  }

  async #readAll(signal: AbortSignal | undefined): Promise<void> {
    const { files, problems } = listFiles(this.#paths);
    this.#files = files;
    this.#objects.clear();
    this.#problems.clear();
    this.#problems.set('', problems);
    for (const [i, listed] of files.entries()) {
      if (i % FILES_PER_BREATH === 0) await setImmediate();
      signal?.throwIfAborted();
      if (listed.path === STDIN) await this.#readStdin();
      this.#take(listed);
    }
  }

  async #readStdin(): Promise<void> {
    if (!this.#stdin) throw usage('There is no standard input to read.', 'Name a file or a folder.');
    this.#stdinBytes ??= Buffer.from(await this.#stdin());
  }

  /** Takes note of what others have created, changed or removed since; reads only that. */
  async refresh(): Promise<void> {
    await this.ready();
    const { files } = listFiles(this.#paths);
    const there = new Set(files.map(({ path }) => path));
    for (const listed of this.#files) if (!there.has(listed.path)) this.note(listed, false);
    for (const listed of files) if (listed.path !== STDIN && markOf(listed.path) !== this.#marks.get(listed.path)) this.note(listed, true);
  }

  /** What is known of a file from before stays when it cannot be used any more only as its problem. */
  #take(listed: Listed): void {
    const { path, file } = listed;
    this.#marks.set(path, markOf(path));
    try {
      const { objects, problems } = manifestOf(listed, this.#bytes(path));
      this.#objects.set(path, objects);
      this.#problems.set(path, problems);
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      this.#objects.delete(path);
      this.#problems.set(path, [{ file, message: error.message }]);
    }
  }

  #bytes(path: string): Buffer {
    return path === STDIN ? (this.#stdinBytes ?? Buffer.alloc(0)) : readBytes(path);
  }

  /** Everything has been read at least once. */
  async ready(): Promise<void> {
    await (this.#loaded ?? this.read());
  }

  /** The bytes of a file as they are now; undefined where there is none. Throws Unusable. */
  bytesOf({ path }: Listed): Buffer | undefined {
    return path === STDIN || existsSync(path) ? this.#bytes(path) : undefined;
  }

  /** A file as it is now; undefined where it cannot be used. */
  manifest(listed: Listed): Manifest | undefined {
    try {
      const bytes = this.#bytes(listed.path);
      const known = this.#recent.get(listed.path);
      if (known?.bytes.equals(bytes)) return known;
      const manifest = manifestOf(listed, bytes);
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
    return this.#files.filter(({ path }) => this.#objects.get(path)?.some(({ resource }) => refKey(refOf(resource)) === key));
  }

  /** The file of a name, which may not exist yet; undefined for one outside of what was given. */
  place(name: string): Listed | undefined {
    const known = findListed(this.#files, name);
    if (known) return known;
    const path = join(realOf(dirname(name)), basename(name));
    const isOurs = this.#paths.some((given) => realOf(companionOf(given)) === path || path.startsWith(`${realOf(given)}${sep}`));
    return isOurs ? { file: name, path, below: basename(name), named: false } : undefined;
  }

  /** Takes note of what was written to a file, created or removed. */
  note(listed: Listed, exists: boolean): void {
    const others = this.#files.filter(({ path }) => path !== listed.path);
    if (!exists) {
      this.#files = others;
      this.#objects.delete(listed.path);
      this.#problems.delete(listed.path);
      return;
    }
    if (others.length === this.#files.length) this.#files = [...others, listed];
    this.#take(listed);
  }
}
