import { describe, expect, it } from 'vitest';
import { aimedContext } from '../../src/cli/aiming.ts';
import type { Context } from '../../src/cli/context.ts';
import type { Flags } from '../../src/cli/flags.ts';
import { rollbackCommand } from '../../src/cli/rollbackCommand.ts';
import { demoInMemory } from './inProcess.ts';

describe('a command that a message names', () => {
  it.each([
    [['rollback', 'nope', '--context', 'prod'], '`kubeharden history --context prod`'],
    [['history', 'nope', '-f', 'my files'], "`kubeharden history -f 'my files'`"],
    [['apply', '--kubeconfig', 'it', '--as', 'eve'], '`kubeharden plan --kubeconfig it --as eve`'],
  ])('%j: is aimed at the same target', async (args, command) => {
    const demo = await demoInMemory();
    const { code, err } = await demo.run(args);
    expect(code).not.toBe(0);
    expect(err).toContain(command);
  });

  it('that carries all of it already is not aimed twice', () => {
    const said: string[] = [];
    const context = { terminal: { err: (text: string) => void said.push(text) } } as unknown as Context;
    for (const flags of [{ as: 'eve' }, { asGroup: ['admins'] }, { context: 'prod', as: 'eve' }] satisfies Flags[]) {
      const command = `\`${rollbackCommand('2026-11-21-1', flags)}\``;
      aimedContext(context, flags).terminal.err(command);
      expect(said.pop()).toBe(command);
      aimedContext(context, flags).terminal.err('`kubeharden rollback 2026-11-21-1`');
      expect(said.pop()).toBe(command);
    }
  });

  it('stays as it is where no target is named, and where it names one', async () => {
    const { run } = await demoInMemory();
    expect((await run(['rollback', 'nope'])).err).toContain('`kubeharden history`');
    expect((await run(['explain', 'nope', '--context', 'prod'])).err).toContain('`kubeharden explain`');
  });
});
