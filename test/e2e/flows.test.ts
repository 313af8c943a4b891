import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTerminal } from './binary.ts';
import type { Terminal } from './pty.ts';
import { expectWhole, frameOf, NARROW, WIDE } from './whole.ts';

describe('from the first screen to a rollback, on the demo', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'kubeharden-flows-'));
  const env = { HOME: home, XDG_STATE_HOME: home, PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color' };
  let terminal: Terminal;
  beforeAll(async () => {
    terminal = openTerminal(['--kubeconfig', path.join(home, 'none')], env);
    await terminal.shows('Which cluster?');
    await terminal.shows(/> demo/);
    terminal.type('\r');
    await terminal.shows('dry-run accepted');
  });
  afterAll(async () => {
    terminal.type('q');
    expect(await terminal.ended).toBe(0);
    expect(await terminal.isAlternate()).toBe(false);
    rmSync(home, { recursive: true, force: true });
  });

  /** The review of the fix of the first finding that the filter leaves. */
  const review = async (filter: string): Promise<void> => {
    const { type, shows } = terminal;
    type('2/');
    await shows('Filter:');
    type('\u0015');
    await shows(/Filter: █/);
    type(`${filter}\r`);
    await shows(new RegExp(`/ ${filter}`));
    type('p');
    await shows(/> review.*[^]*Plan: /);
  };
  const runs = async (): Promise<number> => {
    terminal.type('2');
    await terminal.shows('> findings');
    terminal.type('3');
    const shown = await terminal.shows(/(\d+) runs? *$|No run yet/m);
    return Number(/(\d+) runs? *$/m.exec(shown)?.[1] ?? 0);
  };

  it.each([
    ['enter, for a label', 'psa-labels', 'enter does it', '\r'],
    ['y, for what a person would miss', 'default-deny', 'y does it', 'y'],
    ['the name, for what is deleted', 'dashboard-cluster-admin', 'Type demo and enter', 'demo\r'],
  ])('asks for %s, and takes nothing from the chunk that opened the question', async (_what, filter, question, answer) => {
    const { type, shows } = terminal;
    const before = await runs();
    await review(filter);
    type(`A${answer}`);
    await shows(question);
    type('\u001b');
    await shows(/Plan: /);
    expect(await runs()).toBe(before);

    await review(filter);
    type('A');
    await shows(question);
    type('A');
    expect(await shows(question)).toContain('Apply ');
    if (answer.length > 1) {
      type('\u007fdem\r');
      await shows('Type demo to confirm.');
      type('\u007f\u007f\u007f');
    }
    type(answer);
    await shows(/Run \S+: applied/);
    expect(await runs()).toBe(before + 1);
  });

  it('takes a network policy back without a false alarm', async () => {
    const { type, shows } = terminal;
    await runs();
    type('j');
    await shows(/ROLLING BACK WOULD NOW[^]*delete .*NetworkPolicy default-deny/);
    type('R');
    expect(await shows('Type demo and enter')).not.toContain('Cuts what is declared');
    type('demo');
    type('\r');
    await shows(/Run \S+: rolled back/);
  });

  it('is drawn whole at any size while it is applied, and waits no longer than it is told to', async () => {
    const { type, shows, resize, rows } = terminal;
    await review('mutable-tag');
    type('A');
    await shows('y does it');
    type('y');
    await shows(/of \d ready/);
    for (const size of [NARROW, WIDE]) {
      resize(size);
      await shows(frameOf(size));
      expectWhole(await rows(), size);
    }
    type('\u0003');
    await shows('Stopping after the object in flight');
    type('\u0003');
    await shows(/Run \S+: applied/);
    const over = await rows();
    expectWhole(over, WIDE);
    type('?');
    await shows('Keys of this screen');
    type('\u001b');
    await shows(/Run \S+: applied/);
    expect(await rows(), 'drawn anew it is the same').toEqual(over);
  });
});
