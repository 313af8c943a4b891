import { describe, expect, it } from 'vitest';
import { ranBy } from '../core/shell.ts';
import { demoInMemory } from './inProcess.ts';
import { weakDeployment, workplace } from './kubeharden.ts';

/** What a message says to type. */
const commandsIn = (text: string): readonly string[] => [...text.matchAll(/`(kubeharden [^`]+)`/g)].map(([, command]) => command ?? '');

describe('where nobody can be asked', () => {
  it('a rollback names the commands that show it, on the same target', async () => {
    using place = workplace({ 'web.yaml': weakDeployment('web') });
    expect((await place.run(['apply', 'privilege-escalation', '--yes', '-f', place.folder])).code).toBe(0);
    const { code, stderr } = await place.run(['rollback', '-f', place.folder]);
    expect([code, stderr]).toEqual([7, expect.not.stringContaining('plan')]);
    const [history = [], verify = []] = commandsIn(stderr).map((command) => ranBy(command, 'kubeharden').flat());
    const [shown, stands] = [await place.run(history), await place.run(verify)];
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('{"allowPrivilegeEscalation":false}')]);
    expect([stands.code, stands.stdout]).toEqual([0, expect.stringContaining('1 of 1 objects are as applied')]);
  });

  it('says that --yes alone does not do for what needs the name', async () => {
    const memory = await demoInMemory();
    expect((await memory.run(['apply', 'privilege-escalation', '-n', 'payments', '--yes'])).code).toBe(0);
    const [{ id }] = (await memory.journal.list()).runs as unknown as [{ id: string }];
    expect((await memory.run(['rollback', id])).err).not.toContain('--confirm');
    const { steps, ...run } = await memory.journal.load(id);
    await memory.journal.save({ ...run, steps, imported: true });
    const { code, err } = await memory.run(['rollback', id]);
    expect([code, err]).toEqual([7, expect.stringMatching(/add --yes \(and --confirm NAME for \d+ of them/)]);
    expect((await memory.run(['rollback', id, '--yes'])).code).toBe(7);
    expect((await memory.run(['rollback', id, '--yes', '--confirm', memory.target.info.name])).code).toBe(0);
  });
});
