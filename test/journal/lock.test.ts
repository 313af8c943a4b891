import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/app/journal.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { INFO } from './example.ts';

interface Other {
  readonly process: ChildProcess;
  /** Its first line: `held`, or `refused: …`. */
  readonly says: string;
  readonly warnings: () => string;
}

let home: string;
let others: ChildProcess[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'journal-'));
  others = [];
});
afterEach(async () => {
  for (const child of others) if (child.exitCode === null && child.signalCode === null) await ended(child, 'SIGKILL');
  await rm(home, { recursive: true });
});

const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
};

const other = async (): Promise<Other> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'holdLock.ts'), home], { stdio: ['pipe', 'pipe', 'pipe'] });
  others.push(child);
  let [said, warned] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (warned += chunk.toString()));
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes('\n')) break;
  }
  return { process: child, says: said.trim(), warnings: () => warned };
};

const open = (): Promise<Journal> => openFileJournal({ info: INFO, env: { XDG_STATE_HOME: home }, version: '0.1.0' });

describe('the lock between processes', () => {
  it('is held by one, and the other is told by whom and since when', async () => {
    const first = await other();
    expect(first.says).toBe('held');
    const second = await other();
    expect(second.says).toMatch(/^refused: This target is locked by `kubeharden .*` of .+ on .+ \(pid \d+\), since 20\d\d-/);
    expect(second.says).toContain(`pid ${first.process.pid}`);
    await expect((await open()).lock()).rejects.toThrow(`pid ${first.process.pid}`);
  });

  it('is free when its process is killed', async () => {
    const killed = await other();
    expect(killed.says).toBe('held');
    await ended(killed.process, 'SIGKILL');
    const next = await other();
    expect(next.says).toBe('held');
    await expect((await open()).lock(), 'and what the dead one left is not believed').rejects.toThrow(`pid ${next.process.pid}`);
  });

  it('is free when its process releases it', async () => {
    const first = await other();
    const exit = once(first.process, 'exit');
    first.process.stdin?.end();
    await exit;
    const lock = await (await open()).lock();
    await lock.release();
  });

  it('goes to one of many that ask at once', async () => {
    const all = await Promise.all([other(), other(), other(), other()]);
    expect(all.filter(({ says }) => says === 'held')).toHaveLength(1);
    expect(all.filter(({ says }) => says.startsWith('refused: This target is locked by'))).toHaveLength(3);
  });

  it('puts no warning about SQLite on the screen', async () => {
    const first = await other();
    await ended(first.process, 'SIGTERM');
    expect(first.warnings()).not.toMatch(/SQLite/i);
  });

  it('does not take a damaged database for a lock', async () => {
    const journal = await open();
    await (await journal.lock()).release();
    await writeFile(join(journal.place, 'lock.db'), 'no database, but long enough to be looked at as one'.repeat(20));
    await expect(journal.lock()).rejects.toMatchObject({ name: 'Failure' });
    await expect(journal.lock()).rejects.toThrow(/Nothing was sent/);
  });
});

describe('what several processes remember', () => {
  it('is lost to none of them', async () => {
    const processes = ['a', 'b', 'c'].map((prefix) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'rememberOften.ts'), home, prefix], { stdio: 'inherit' });
      others.push(child);
      return once(child, 'exit');
    });
    expect((await Promise.all(processes)).map(([code]) => code as unknown)).toEqual([0, 0, 0]);
    expect(Object.keys((await (await open()).recall()).memory.warnsSince)).toHaveLength(60);
  });
});
