import { dirname } from 'node:path';
import { realDisk, type Disk } from '../../src/journal/disk.ts';

/** The process dies; unlike what a disk says, it is not a Failure and nothing after it happens. */
export class Crash extends Error {}

type Operation = (...args: readonly string[]) => Promise<unknown>;

/** The same disk, each of whose operations goes through `act`. */
export const around = (
  disk: Disk,
  act: (name: keyof Disk, args: readonly string[], real: () => Promise<unknown>) => Promise<unknown>,
): Disk =>
  Object.fromEntries(
    (Object.keys(realDisk) as (keyof Disk)[]).map((name) => [
      name,
      (...args: string[]) => act(name, args, () => (disk[name] as Operation).apply(disk, args)),
    ]),
  ) as unknown as Disk;

/** Dies at the given operation, counted from 0: before it, after it, or, when it writes a file, half through it. */
export const dyingDisk = (disk: Disk, step: number, when: 'before' | 'within' | 'after'): Disk => {
  let count = 0;
  return around(disk, async (name, args, real) => {
    if (count > step) throw new Crash();
    if (count++ < step) return real();
    const [path = '', content = ''] = args;
    if (when === 'after') await real();
    if (when === 'within' && name === 'create') await disk.create(path, content.slice(0, content.length / 2));
    throw new Crash();
  });
};

const systemError = (code: string): Error => Object.assign(new Error(`${code}: as the system says it`), { code, errno: -1 });

/** Refuses to change anything from the given operation on; what only looks still works. */
export const refusingDisk = (step: number, code: string, disk: Disk = realDisk): Disk => {
  let count = 0;
  return around(disk, async (name, _args, real) => {
    if (['find', 'names', 'read', 'remove'].includes(name) || count++ < step) return real();
    throw systemError(code);
  });
};

interface Node {
  content?: string;
  /** What a power loss leaves of the content. */
  safe: string;
}

/**
 * A disk in memory that forgets like a real one: content that was not flushed is gone after a power loss, and so are
 * names whose folder was not flushed, unless the disk happened to write those (`namesSurvive`).
 */
export class ForgetfulDisk implements Disk {
  #names = new Map<string, Node | 'folder'>([['/', 'folder']]);
  #safeNames = new Map(this.#names);

  /** The same disk in another world. */
  fork(): ForgetfulDisk {
    const other = new ForgetfulDisk();
    const nodes = new Map<Node, Node>();
    const copied = (node: Node | 'folder'): Node | 'folder' => {
      if (node === 'folder') return node;
      const copy = nodes.get(node) ?? { ...node };
      nodes.set(node, copy);
      return copy;
    };
    const copyOf = (names: ReadonlyMap<string, Node | 'folder'>): Map<string, Node | 'folder'> =>
      new Map([...names].map(([path, node]) => [path, copied(node)]));
    other.#names = copyOf(this.#names);
    other.#safeNames = copyOf(this.#safeNames);
    return other;
  }

  powerLoss(namesSurvive: boolean): void {
    const left = namesSurvive ? this.#names : this.#safeNames;
    const reachable = (path: string): boolean => path === '/' || (left.has(dirname(path)) && reachable(dirname(path)));
    this.#names = new Map([...left].filter(([path]) => reachable(path)));
    for (const node of this.#names.values()) if (node !== 'folder') node.content = node.safe;
    this.#safeNames = new Map(this.#names);
  }

  /** All that a process can find on it. */
  image(): string {
    return JSON.stringify([...this.#names].map(([path, node]) => [path, node === 'folder' ? node : node.content]));
  }

  #get(path: string): Node | 'folder' {
    const node = this.#names.get(path);
    if (node === undefined) throw systemError('ENOENT');
    return node;
  }

  #add(path: string, node: Node | 'folder'): void {
    this.#get(dirname(path));
    if (this.#names.has(path)) throw systemError('EEXIST');
    this.#names.set(path, node);
  }

  find(path: string): ReturnType<Disk['find']> {
    const node = this.#names.get(path);
    const uid = process.getuid?.() ?? 0;
    return Promise.resolve(node && { type: node === 'folder' ? ('directory' as const) : ('file' as const), uid, mode: 0o600 });
  }

  makeDirectory(path: string): Promise<void> {
    return Promise.resolve(this.#add(path, 'folder'));
  }

  makePrivate(): Promise<void> {
    return Promise.resolve();
  }

  names(directory: string): Promise<readonly string[]> {
    return Promise.resolve(
      [...this.#names.keys()].filter((path) => path !== '/' && dirname(path) === directory).map((path) => path.slice(directory.length + 1)),
    );
  }

  read(file: string): Promise<string> {
    const node = this.#get(file);
    if (node === 'folder') throw systemError('EISDIR');
    return Promise.resolve(node.content ?? '');
  }

  create(file: string, content: string): Promise<void> {
    return Promise.resolve(this.#add(file, { content, safe: content.slice(0, content.length / 2) }));
  }

  flush(path: string): Promise<void> {
    const node = this.#get(path);
    if (node !== 'folder') node.safe = node.content ?? '';
    else {
      for (const known of this.#safeNames.keys()) if (dirname(known) === path && known !== '/') this.#safeNames.delete(known);
      for (const [name, is] of this.#names) if (dirname(name) === path) this.#safeNames.set(name, is);
    }
    return Promise.resolve();
  }

  rename(from: string, to: string): Promise<void> {
    const node = this.#get(from);
    this.#names.set(to, node);
    this.#names.delete(from);
    return Promise.resolve();
  }

  remove(file: string): Promise<void> {
    this.#names.delete(file);
    return Promise.resolve();
  }

  removeFolder(path: string): Promise<void> {
    for (const name of this.#names.keys()) if (name === path || name.startsWith(`${path}/`)) this.#names.delete(name);
    return Promise.resolve();
  }
  /** Power comes back to one process alone. */
  lock(): ReturnType<Disk['lock']> {
    return Promise.resolve({ free: () => undefined });
  }
}
