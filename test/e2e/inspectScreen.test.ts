import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openTerminal } from './binary.ts';

const home = mkdtempSync(path.join(tmpdir(), 'kubeharden-inspect-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it('answers all three questions about the demo by key presses', async () => {
  const env = { HOME: home, XDG_STATE_HOME: path.join(home, 'state'), PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color' };
  const { type, shows, ended } = openTerminal(['demo'], env);
  await shows('dry-run accepted');
  type('4');
  expect(await shows(/\d+ of \d+ refused at restricted/)).toContain('[Pod Security]');
  type('l');
  await shows(/\d+ of \d+ refused at baseline/);
  type(']');
  await shows(/\d+ connections; \d+ of \d+ declared are closed/);
  type('f');
  await shows(/[1-9]\d* changes cut [1-9]\d* connections/);
  type(']');
  await shows(/[1-9]\d* hold strong rights/);
  type('/');
  await shows('Filter:');
  type('prometheus\r');
  await shows('SHORTEST WAY TO EVERYTHING');
  type('q');
  expect(await ended).toBe(0);
});
