import { describe, expect, it } from 'vitest';
import { Refused } from '../../src/app/errors.ts';
import { demoInMemory } from './inProcess.ts';

describe('what stays although it was to be taken away', () => {
  it('makes rollback and recover end with 6 and say what to run, until the fields are given back', async () => {
    const memory = await demoInMemory();
    expect((await memory.run(['apply', 'privilege-escalation', '-n', 'payments', '--yes'])).code).toBe(0);
    const release = memory.target.release.bind(memory.target);
    Object.assign(memory.target, { release: () => Promise.reject(new Refused('the webhook says no')) });
    for (const verb of [['rollback', '--yes'], ['recover']]) {
      const { code, err } = await memory.run(verb);
      expect([code, err]).toEqual([6, expect.stringMatching(/still ours: the webhook says no[^]*Run `kubeharden recover` again/)]);
    }
    expect((await memory.run(['rollback', '--yes'])).err).toContain('are still ours: `kubeharden recover` gives them back');
    Object.assign(memory.target, { release });
    expect((await memory.run(['recover'])).code).toBe(0);
    expect((await memory.run(['recover'])).out).toContain('No run was cut off.');
  });

  it('makes recover end with 6 while a rehearsal’s pod cannot be removed', async () => {
    let may = false;
    const memory = await demoInMemory({
      onWrite: (moment, change) => {
        if (moment === 'before' && !change.after && !may) throw new Refused('you may not delete pods');
      },
    });
    await memory.run(['apply', 'privilege-escalation', '-n', 'payments', '--rehearse', '--yes']);
    const { code, out, err } = await memory.run(['recover']);
    expect([code, out, err]).toEqual([
      6,
      expect.stringMatching(/Run \S+: interrupted/),
      expect.stringMatching(/not removed: you may not delete pods[^]*Run `kubeharden recover` again/),
    ]);
    may = true;
    expect((await memory.run(['recover'])).code).toBe(0);
  });
});
