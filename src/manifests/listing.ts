import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { InputProblem } from '../app/target.ts';
import { reasonOf } from '../app/ioReason.ts';
import { isPipe, realName } from './pipe.ts';

export const STDIN = '-';

/** Read once, and never written: the standard input, and pipes, which are the same by another way. */
export const isStream = (path: string): boolean => path === STDIN || isPipe(path);

/** The path that links and the working directory do not change; the plain absolute one of what does not exist, and one for all streams. */
export const realOf = (path: string): string => (isStream(path) ? STDIN : realName(path));

/** A file to be read. */
export interface Listed {
  /** As given, or below the folder as given. */
  readonly file: string;
  /** Real and absolute. */
  readonly path: string;
  /** Below the given folder, or the name of the given file: the same from wherever the folder is named. */
  readonly below: string;
  /** Named by itself: it is read whatever it is called, and must hold objects. */
  readonly named: boolean;
  /** It can be read once, and is never written. */
  readonly stream?: true;
}

export interface Listing {
  readonly files: readonly Listed[];
  readonly problems: readonly InputProblem[];
}

const MANIFEST = /\.(?:ya?ml|json)$/i;

/** Where what is created for a JSON file or a List is kept: it belongs to that file, and is read with it. */
export const companionOf = (file: string): string => `${file.replace(MANIFEST, '')}.kubeharden.yaml`;

interface Walk {
  readonly files: (Listed & { readonly link: boolean })[];
  readonly problems: InputProblem[];
  readonly folders: Set<string>;
}

/** `below`: the folder as named from the one that was given. */
const walkFolder = (walk: Walk, shown: string, real: string, below: string): void => {
  if (walk.folders.has(real)) return;
  walk.folders.add(real);
  const entries = readdirSync(real, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries)
    if (!entry.name.startsWith('.')) walkEntry(walk, entry, join(shown, entry.name), join(real, entry.name), join(below, entry.name));
};

const walkEntry = (walk: Walk, entry: Dirent, shown: string, at: string, below: string): void => {
  const link = entry.isSymbolicLink();
  try {
    const path = link ? realpathSync(at) : at;
    const kind = link ? statSync(path) : entry;
    if (kind.isDirectory()) walkFolder(walk, shown, path, below);
    else if (kind.isFile() && MANIFEST.test(entry.name)) walk.files.push({ file: shown, path, below, named: false, link });
  } catch (error) {
    walk.problems.push({ file: shown, message: `cannot be read: ${reasonOf(error)}` });
  }
};

const walkPath = (walk: Walk, given: string): void => {
  if (isStream(given)) {
    const path = given === STDIN ? STDIN : realName(given);
    walk.files.push({ file: given, path, below: basename(given), named: true, stream: true, link: false });
    return;
  }
  try {
    const path = realName(given);
    const before = walk.files.length + walk.problems.length;
    if (statSync(path).isDirectory()) {
      walkFolder(walk, given, path, '');
      if (walk.files.length + walk.problems.length === before)
        walk.problems.push({ file: given, message: 'holds no .yaml, .yml or .json file: name another folder' });
      return;
    }
    walk.files.push({ file: given, path, below: basename(given), named: true, link: false });
    const companion = companionOf(given);
    if (statSync(companion, { throwIfNoEntry: false })?.isFile())
      walk.files.push({ file: companion, path: realpathSync(companion), below: basename(companion), named: true, link: false });
  } catch (error) {
    walk.problems.push({ file: given, message: `cannot be read: ${reasonOf(error)}` });
  }
};

/** All files of the given paths, each once however many paths and links lead to it. */
export const listFiles = (paths: readonly string[]): Listing => {
  const walk: Walk = { files: [], problems: [], folders: new Set() };
  for (const given of paths) walkPath(walk, given);
  const direct = new Set(walk.files.flatMap(({ link, path }) => (link ? [] : [path])));
  const once = new Map<string, Listed>();
  for (const { link, ...listed } of walk.files)
    if (!(link && direct.has(listed.path)) && !once.has(listed.path)) once.set(listed.path, listed);
  return { files: [...once.values()], problems: walk.problems };
};

/** The listed file that a name means, also a name that was recorded from another working directory. */
export const findListed = (files: readonly Listed[], name: string): Listed | undefined => {
  const exact = files.find(({ file }) => file === name) ?? files.find(({ path }) => path === resolve(name));
  if (exact) return exact;
  const ending = files.filter(({ below }) => name === below || name.endsWith(`/${below}`));
  const longest = Math.max(...ending.map(({ below }) => below.length));
  const best = ending.filter(({ below }) => below.length === longest);
  return best.length === 1 ? best[0] : undefined;
};
