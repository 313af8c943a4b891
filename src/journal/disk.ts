import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { lockDatabase, type Held } from './sqlite.ts';

export interface Found {
  readonly type: 'file' | 'directory' | 'other';
  readonly uid: number;
  /** Permission bits. */
  readonly mode: number;
}

/** The few things that a journal does to a file system; a test puts a failing one in its place. Errors are those of node:fs. */
export interface Disk {
  /** Links are not followed: they are `other`. */
  find(path: string): Promise<Found | undefined>;
  makeDirectory(path: string): Promise<void>;
  makePrivate(directory: string): Promise<void>;
  names(directory: string): Promise<readonly string[]>;
  read(file: string): Promise<string>;
  /** Mode 0600; fails where there is something already. */
  create(file: string, content: string): Promise<void>;
  /** After this a file's content, or a directory's list of names, survives the loss of power. */
  flush(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** A folder with all that is in it; links in it are removed, never followed. */
  removeFolder(path: string): Promise<void>;
  /** Locks the file, an empty one or a database, until it is freed or this process dies; undefined where it is held for longer than `waitMs`. */
  lock(file: string, waitMs: number): Promise<Held | undefined>;
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const opened = async <T>(path: string, flags: number, use: (file: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> => {
  const file = await open(path, flags | constants.O_NOFOLLOW, 0o600);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
};

export const realDisk: Disk = {
  async find(path) {
    try {
      const found = await lstat(path);
      return { type: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other', uid: found.uid, mode: found.mode & 0o777 };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  },
  makeDirectory: (path) => mkdir(path, { mode: 0o700 }),
  makePrivate: (directory) => chmod(directory, 0o700),
  names: (directory) => readdir(directory),
  read: (file) => opened(file, constants.O_RDONLY, (handle) => handle.readFile('utf8')),
  create: (file, content) =>
    opened(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, (handle) => handle.writeFile(content, 'utf8')),
  flush: (path) => opened(path, constants.O_RDONLY, (handle) => handle.sync()),
  rename,
  remove: (file) => rm(file, { force: true }),
  removeFolder: (path) => rm(path, { recursive: true, force: true }),
  // eslint-disable-next-line @typescript-eslint/require-await -- a rejection, not a throw
  lock: async (file, waitMs) => lockDatabase(file, waitMs),
};
