import { describe, expect, it } from 'vitest';
import { Refused, Stale } from '../../src/app/errors.ts';
import { CHECKOUT, checkout, NS } from '../app/scene.ts';
import type { RunReport } from '../../src/report/runReport.ts';
import { demoInMemory } from './inProcess.ts';

const ARGS = ['apply', '--yes', 'privilege-escalation'];

describe('an apply in which nothing was written', () => {
  it.each([
    [new Refused('the webhook said no'), 3],
    [new Stale('it moved on'), 4],
  ])('says so in place of how to take it back: %s', async (error, code) => {
    const memory = await demoInMemory({
      entries: [NS, checkout()],
      onWrite: () => {
        throw error;
      },
    });
    const before = await memory.target.get(CHECKOUT);
    const ran = await memory.run(ARGS);
    expect(ran.code).toBe(code);
    expect(ran.out).toContain('Nothing was written.');
    expect(ran.out).not.toMatch(/partial|takes it back/);
    expect(await memory.target.get(CHECKOUT)).toEqual(before);
    expect((await memory.run(['history'])).out).toContain('not written');
    const json = await memory.run([...ARGS, '-o', 'json']);
    expect((JSON.parse(json.out) as RunReport).state).toBe('not written');
  });

  it('says how to take back what was', async () => {
    const ran = await (await demoInMemory({ entries: [NS, checkout()] })).run(ARGS);
    expect([ran.code, /`kubeharden rollback \S+` takes it back/.test(ran.out)]).toEqual([0, true]);
  });
});
