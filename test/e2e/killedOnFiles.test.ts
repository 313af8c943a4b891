import { afterAll, describe, expect, it } from 'vitest';
import { workplace, type Workplace } from '../cli/kubeharden.ts';
import { FILES } from '../crash/folderWorld.ts';

/** Kills its process at the nth thing that it does to files below a folder; tells at its end how many there were. */
const HOOK = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { DIES_AT = 'never', DIES_IN } = process.env;
let count = 0;
const watch = (of, name) => {
  const real = of[name];
  of[name] = (...args) => {
    if (args.some((arg) => typeof arg === 'string' && arg.startsWith(DIES_IN)) && String(count++) === DIES_AT) process.kill(process.pid, 'SIGKILL');
    return real.apply(of, args);
  };
};
for (const name of ['openSync', 'renameSync', 'mkdirSync', 'rmSync']) watch(fs, name);
for (const name of ['open', 'rename', 'unlink', 'mkdir']) watch(fs.promises, name);
syncBuiltinESMExports();
process.on('exit', () => fs.writeSync(2, 'operations: ' + count));
`;

const APPLY = ['apply', 'privilege-escalation', 'default-sa-automount', 'default-deny', 'dangling-binding', '--yes', '--keep-going'];
const WAYS = ['--accept', 'privilege-escalation,default-sa-automount,default-deny,dangling-binding'];

let points = 0;
afterAll(() => void process.stdout.write(`killed by SIGKILL on files: ${points} times\n`));

const running = (place: Workplace, args: readonly string[], diesAt?: number) =>
  place.run([...args, '-f', place.folder], {
    env: { ...place.env, DIES_IN: place.home.replace(/home$/, ''), ...(diesAt === undefined ? {} : { DIES_AT: String(diesAt) }) },
    node: [`--import=data:text/javascript,${encodeURIComponent(HOOK)}`],
  });

const operationsOf = ({ stderr }: { readonly stderr: string }): number => Number(/operations: (\d+)/.exec(stderr)?.[1]);

describe('the program on files, killed anywhere', () => {
  it('is recovered and taken back to the byte', async () => {
    using place = workplace(FILES);
    const apply = [...APPLY, ...WAYS];
    const applied = await running(place, apply);
    expect([applied.code, applied.stderr]).toEqual([0, expect.stringContaining('operations:')]);
    const undone = await running(place, ['rollback', '--yes']);
    expect(place.files()).toEqual(FILES);
    for (const share of [0.6, 0.9]) {
      const [inApply, inUndo] = [applied, undone].map((of) => Math.floor(operationsOf(of) * share)) as [number, number];
      expect(await running(place, apply, inApply)).toMatchObject({ code: null });
      expect((await place.run(['recover', '-f', place.folder])).code).toBe(0);
      points += (await running(place, ['rollback', '--yes'], inUndo)).code === null ? 2 : 1;
      expect((await place.run(['recover', '-f', place.folder])).code).toBe(0);
      expect((await place.run(['rollback', '--yes', '-f', place.folder])).stderr).not.toContain('error');
      const left = Object.entries(place.files()).filter(([name]) => !name.endsWith('.tmp'));
      expect(Object.fromEntries(left), `killed at ${share}`).toEqual(FILES);
    }
    expect(points).toBeGreaterThan(2);
  });
});
