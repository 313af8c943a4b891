import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ranBy } from '../core/shell.ts';
import { weakDeployment, workplace } from './kubeharden.ts';

interface Listed {
  readonly place: string;
  readonly runs: readonly { readonly id: string }[];
  readonly corrupt: readonly { readonly id: string; readonly reason: string; readonly file: string }[];
}

const CHECKS = ['privilege-escalation', 'seccomp'];

/** A folder to which so many runs were applied, the newest of them with a record that was changed. */
const tampered = async (runs: number) => {
  const place = workplace({ 'web.yaml': weakDeployment('web') });
  const run = (...args: readonly string[]) => place.run([...args, '-f', place.folder]);
  for (const check of CHECKS.slice(0, runs)) expect((await run('apply', check, '--yes')).code).toBe(0);
  const list = async (): Promise<Listed> => JSON.parse((await run('history', '-o', 'json')).stdout) as Listed;
  const { place: records, runs: listed } = await list();
  const ids = listed.map(({ id }) => id);
  const newest = path.join(records, ids[0]!);
  appendFileSync(path.join(newest, 'steps', readdirSync(path.join(newest, 'steps'))[0]!), ' ,');
  return { place, run, list, ids, before: path.join(newest, 'before'), [Symbol.dispose]: () => place[Symbol.dispose]() };
};

describe('a record that cannot be used', () => {
  it('is listed with the reason and with what is left of it, each time, and never as no run', async () => {
    using scene = await tampered(1);
    for (const _ of ['found', 'known']) {
      const { code, stdout } = await scene.run('history');
      expect(code).toBe(0);
      expect(stdout).not.toMatch(/No run on this target yet/);
      expect(stdout).toMatch(new RegExp(`${scene.ids[0]}: .*edited`));
      expect(stdout).toContain(scene.before);
      const [record] = (await scene.list()).corrupt;
      expect(existsSync(record!.file)).toBe(true);
      expect(stdout).toContain(record!.file);
    }
  });

  it.each([['verify'], ['rollback', '--yes'], ['rollback', '--yes', '--to-time', '1h']])(
    'is what stands in the way of %s, which asks for no other name where there is none',
    async (...args) => {
      using scene = await tampered(1);
      const files = scene.place.files();
      const { code, stdout, stderr } = await scene.run(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^error: The record of run ${scene.ids[0]} cannot be used .*neither verify nor roll it back`));
      expect(stderr).toContain(scene.before);
      expect(stderr).not.toMatch(/history|kubectl/);
      expect(scene.place.files()).toEqual(files);
    },
  );

  it('names the command that lists the others where there are any', async () => {
    using scene = await tampered(2);
    const { code, stderr } = await scene.run('rollback', '--yes');
    const [, command = ''] = /`(kubeharden [^`]+)`/.exec(stderr) ?? [];
    const [words = []] = ranBy(command, 'kubeharden');
    const listed = await scene.place.run(words);
    expect([code, listed.code]).toEqual([2, 0]);
    for (const id of scene.ids) expect(listed.stdout).toContain(id);
    expect((await scene.run('verify', scene.ids[1]!)).stdout).toContain(`Run ${scene.ids[1]}: `);
  });
});
