import { chmodSync, closeSync, constants, fsync, lstatSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
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

const flushed = promisify(fsync);

const opened = async <T>(path: string, flags: number, use: (file: number) => T | Promise<T>): Promise<T> => {
  const file = openSync(path, flags | constants.O_NOFOLLOW, 0o600);
  try {
    return await use(file);
  } finally {
    closeSync(file);
  }
};

const readWhole = async (path: string): Promise<string> => {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
};

/* eslint-disable @typescript-eslint/require-await -- rejections, not throws */
/** What waits for the disk, flushing and reading, is left to a thread; the rest is done in less time than handing it over takes. */
export const realDisk: Disk = {
  async find(path) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return (
      found && { type: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other', uid: found.uid, mode: found.mode & 0o777 }
    );
  },
  makeDirectory: async (path) => mkdirSync(path, { mode: 0o700 }),
  makePrivate: async (directory) => chmodSync(directory, 0o700),
  names: (directory) => readdir(directory),
  read: readWhole,
  create: (file, content) =>
    opened(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, (handle) => writeFileSync(handle, content, 'utf8')),
  flush: (path) => opened(path, constants.O_RDONLY, (handle) => flushed(handle)),
  rename: async (from, to) => renameSync(from, to),
  remove: async (file) => rmSync(file, { force: true }),
  removeFolder: (path) => rm(path, { recursive: true, force: true }),
  lock: async (file, waitMs) => lockDatabase(file, waitMs),
};
