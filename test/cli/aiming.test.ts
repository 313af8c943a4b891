import { describe, expect, it } from 'vitest';
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

  it('stays as it is where no target is named, and where it names one', async () => {
    const { run } = await demoInMemory();
    expect((await run(['rollback', 'nope'])).err).toContain('`kubeharden history`');
    expect((await run(['explain', 'nope', '--context', 'prod'])).err).toContain('`kubeharden explain`');
  });
});
