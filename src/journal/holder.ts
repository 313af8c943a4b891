import { hostname, userInfo } from 'node:os';
import { isRecord } from '../core/resource.ts';
import type { Disk } from './disk.ts';

/** Who holds the lock; trusted only while it is held, because it outlives a process that was killed. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  readonly since: string;
  readonly command: string;
  /** Real paths that it may write, a folder with all below it. */
  readonly claims: readonly string[];
}

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`; // a container whose user has no entry in /etc/passwd
  }
};

export const ourselves = (now: Date, claims: readonly string[]): Holder => ({
  pid: process.pid,
  host: hostname(),
  user: userName(),
  since: now.toISOString(),
  command: ['kubeharden', ...process.argv.slice(2)].join(' '),
  claims,
});

/** Who a lock is held by, for people, and what they claim. */
export interface Seen {
  readonly who: string;
  readonly claims: readonly string[];
}

/** As the side file of a lock that is held says. */
export const holderIn = async (disk: Disk, file: string): Promise<Seen> => {
  const unknown = { who: 'another kubeharden (it does not say who)', claims: [] };
  try {
    const holder: unknown = JSON.parse(await disk.read(file));
    if (!isRecord(holder)) return unknown;
    const { pid, host, user, since, command, claims } = holder;
    return {
      who: `\`${String(command)}\` of ${String(user)} on ${String(host)} (pid ${String(pid)}), since ${String(since)}`,
      claims: Array.isArray(claims) ? claims.filter((claim) => typeof claim === 'string') : [],
    };
  } catch {
    return unknown; // it is only just being written, or removed
  }
};
