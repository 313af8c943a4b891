import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BINARY } from './binary.ts';
import { openPty, type Modes, type Terminal } from './pty.ts';

/** Throws where nothing of ours is on the stack, as a bug in a timer would. */
const BUG = "data:text/javascript,process.on('SIGUSR2',()=>{throw%20new%20Error('a%20bug')})";

interface Left {
  readonly modes: Modes;
  readonly stty: string;
}

describe('the terminal in the shell from which it was started', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'kubeharden-terminal-'));
  const env = { HOME: home, XDG_STATE_HOME: home, PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', PS1: '$ ', ENV: '' };
  let [shell, asked, before]: [Terminal, number, Left] = [undefined, 0, undefined] as never;

  /** Of a line that is typed, the shell echoes something else than what it prints. */
  const say = async (command: string): Promise<string> => {
    const mark = `done-${++asked}`;
    shell.type(`clear; ${command}; echo "do""ne-${asked}"\r`);
    return shell.shows(new RegExp(`^${mark}`, 'm'));
  };
  const left = async (): Promise<Left> => ({
    stty: (await say('stty -a'))
      .split('\n')
      .filter((line) => line.includes(';') || line.includes('icanon'))
      .join('\n'),
    modes: await shell.modes(),
  });
  /** Resolves with its process id once the session is on the screen. */
  const start = async (options = ''): Promise<number> => {
    shell.type(
      `clear; NODE_OPTIONS="${options}" sh -c 'echo "process $$"; exec "${process.execPath}" "${BINARY}" demo'; echo "ended ""$?"\r`,
    );
    const pid = Number(/^process (\d+)$/m.exec(await shell.shows(/^process \d+$/m))?.[1]);
    await shell.shows('dry-run accepted');
    expect(await shell.modes()).toMatchObject({ alternate: true, cursorHidden: true, bracketedPaste: true });
    return pid;
  };

  beforeAll(async () => {
    shell = openPty('/bin/sh', ['-i'], env);
    before = await left();
    expect(before.stty).toContain(' icanon');
  });
  afterAll(async () => {
    shell.type('exit\r');
    await shell.ended;
    rmSync(home, { recursive: true, force: true });
  });

  it.each([
    ['SIGTERM', '', 'SIGTERM', 143],
    ['SIGHUP', '', 'SIGHUP', 129],
    ['a bug', `--import=${BUG}`, 'SIGUSR2', 70],
  ] as const)('is as it was after %s', async (_how, options, signal, code) => {
    process.kill(await start(options), signal);
    const shown = await shell.shows(/^ended \d+$/m);
    expect(shown).toMatch(new RegExp(`^ended ${code}$`, 'm'));
    if (code === 70) expect(shown).toMatch(/BUG in kubeharden[^]*a bug/);
    expect(await left()).toEqual(before);
  });

  it('is the shell that started it while it is stopped, and the screen comes back with fg', async () => {
    await start();
    shell.type('y');
    await shell.shows('1 accepted');
    shell.type('\u001a');
    await shell.shows('Stopped');
    expect(await left()).toEqual(before);
    shell.type('fg; echo "ended ""$?"\r');
    expect(await shell.shows('1 accepted')).toContain('dry-run accepted');
    expect(await shell.modes()).toMatchObject({ alternate: true, cursorHidden: true, bracketedPaste: true });
    shell.type('q');
    await shell.shows(/^ended 0$/m);
    expect(await left()).toEqual(before);
  });
});
