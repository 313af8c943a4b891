import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { EXIT, Failure } from '../app/errors.ts';
import type { Lock } from '../app/journal.ts';
import { isRecord } from '../core/resource.ts';
import { writeAtomically } from './atomicFile.ts';
import type { Disk } from './disk.ts';
import { lockFile } from './lockFile.ts';

/** Who holds the lock; trusted only while it is held, because it outlives a process that was killed. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  readonly since: string;
  readonly command: string;
}

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`; // a container whose user has no entry in /etc/passwd
  }
};

const ourselves = (now: Date): Holder => ({
  pid: process.pid,
  host: hostname(),
  user: userName(),
  since: now.toISOString(),
  command: ['kubeharden', ...process.argv.slice(2)].join(' '),
});

const holderIn = async (disk: Disk, file: string): Promise<string> => {
  const unknown = 'another kubeharden (it does not say who)';
  try {
    const holder: unknown = JSON.parse(await disk.read(file));
    if (!isRecord(holder)) return unknown;
    const { pid, host, user, since, command } = holder;
    return `\`${String(command)}\` of ${String(user)} on ${String(host)} (pid ${String(pid)}), since ${String(since)}`;
  } catch {
    return unknown; // it is only just being written
  }
};

/** One run at a time. A database is locked, because the system frees that lock when the process dies. */
export const takeLock = async (disk: Disk, folder: string, now: Date): Promise<Lock> => {
  const side = join(folder, 'lock.json');
  const held = await lockFile(disk, join(folder, 'lock.db'), 0);
  if (!held)
    throw new Failure(EXIT.usage, `This target is locked by ${await holderIn(disk, side)}. Nothing was sent.`, [
      'Wait until it has ended, or stop it; the lock is free as soon as its process is gone.',
    ]);
  try {
    await writeAtomically(disk, side, JSON.stringify(ourselves(now)));
  } catch (error) {
    held.free();
    throw error;
  }
  let released = false;
  return {
    async release() {
      if (released) return;
      released = true;
      await disk.remove(side).finally(() => held.free());
    },
  };
};
