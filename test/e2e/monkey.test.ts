import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { letLoose } from './monkey.ts';

const MS = Number(process.env['MONKEY_MS'] ?? 6000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const home = mkdtempSync(path.join(tmpdir(), 'kubeharden-monkey-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it(
  'survives random keys: no crash, no write that was not asked for, no torn screen, and the terminal is given back',
  async () => {
    const env = { HOME: home, XDG_STATE_HOME: home, PATH: '/usr/bin:/bin', TERM: 'xterm-256color', EDITOR: 'true', PS1: '' };
    const { moves, asked, runs, wrong, left, code } = await letLoose(SEED, MS, env);
    const of = `seed ${SEED}: ${moves} moves, ${asked} questions, ${runs} runs`;
    console.log(of);
    expect(wrong, of).toEqual([]);
    expect(moves, of).toBeGreaterThan(20);
    expect(asked, of).toBeGreaterThan(0);
    expect(code, of).toBe(143);
    expect(left, of).toEqual({
      alternate: false,
      cursorHidden: false,
      mouse: 'none',
      bracketedPaste: false,
      focus: false,
      applicationCursor: false,
    });
  },
  MS + 60_000,
);
