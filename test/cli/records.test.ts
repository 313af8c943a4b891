import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { demoInMemory } from './inProcess.ts';
import { weakDeployment, workplace } from './kubeharden.ts';

interface Listed {
  readonly place: string;
  readonly runs: readonly { readonly id: string; readonly state: string }[];
}

const applied = async () => {
  const place = workplace({ 'web.yaml': weakDeployment('web') });
  const run = (...args: readonly string[]) => place.run([...args, '-f', place.folder]);
  expect((await run('apply', 'privilege-escalation', '--yes')).code).toBe(0);
  const list = async (): Promise<Listed> => JSON.parse((await run('history', '-o', 'json')).stdout) as Listed;
  return { place, run, list, [Symbol.dispose]: () => place[Symbol.dispose]() };
};

describe('history RUN', () => {
  it('shows one run whole, for people and for programs', async () => {
    using scene = await applied();
    const [{ id }] = (await scene.list()).runs as unknown as [{ id: string }];
    const { code, stdout } = await scene.run('history', id);
    expect(code).toBe(0);
    expect(stdout).toContain(`Run ${id}: apply, applied`);
    expect(stdout).toContain('spec.template.spec.containers[main].securityContext: nothing -> {"allowPrivilegeEscalation":false}');
    expect(stdout).toContain('closes privilege-escalation');
    const shown = JSON.parse((await scene.run('history', id, '-o', 'json')).stdout) as {
      readonly kind: string;
      readonly changes: readonly {
        readonly differences: readonly unknown[];
        readonly manifests: { before: string; after: string };
        byHand: string;
      }[];
    };
    const [change] = shown.changes;
    expect([shown.kind, change?.differences]).toEqual([
      'Run',
      [{ path: 'spec.template.spec.containers[main].securityContext', after: { allowPrivilegeEscalation: false } }],
    ]);
    expect(change?.byHand).toBe(`kubectl replace -f ${change?.manifests.before}`);
    expect(load(readFileSync(change!.manifests.before, 'utf8'))).toMatchObject({ kind: 'Deployment', metadata: { name: 'web' } });
    const missing = await scene.run('history', '2020-01-01-1');
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining(`The newest is ${id}`)]);
  });
});

describe('history prune', () => {
  it('lists what would go before anything does, and keeps what can still be undone', async () => {
    using scene = await applied();
    expect((await scene.run('rollback', '--yes')).code).toBe(0);
    expect((await scene.run('apply', 'privilege-escalation', '--yes')).code).toBe(0);
    const ids = (await scene.list()).runs.map(({ id }) => id);
    expect(ids).toHaveLength(3);

    const dry = await scene.run('history', 'prune', '--keep', '0');
    expect([dry.code, (await scene.list()).runs.length]).toEqual([7, 3]);
    expect(dry.stdout).toMatch(new RegExp(`remove +${ids[2]}`));

    const { code, stdout } = await scene.run('history', 'prune', '--keep', '0', '--yes', '-o', 'json');
    const { removed } = JSON.parse(stdout) as { removed: readonly string[] };
    expect(code).toBe(0);
    expect(removed).toContain(ids[2]);
    const left = await scene.list();
    expect(left.runs.map(({ id }) => id)).toEqual(ids.filter((id) => !removed.includes(id)));
    expect(left.runs[0]?.id).toBe(ids[0]);
    expect(readdirSync(left.place).filter((name) => removed.some((id) => name.startsWith(id)))).toEqual([]);
    expect((await scene.run('verify')).code).toBe(0);
  });

  it.each([
    [['history', 'prune'], /--keep N, --older-than 30d/],
    [['history', 'prune', '--keep', '-3'], /no number/],
    [['history', 'prune', '--keep', '1.5'], /no number/],
    [['history', 'prune', '--older-than', '30'], /no age/],
    [['history', 'prune', '--older-than', '1y'], /no age/],
  ])('refuses %j', async (args, words) => {
    const memory = await demoInMemory();
    const { code, err } = await memory.run(args);
    expect([code, err]).toEqual([2, expect.stringMatching(words)]);
  });
});

describe('history export and import', () => {
  it('carry a run to another machine, where it can be rolled back', async () => {
    using scene = await applied();
    const [{ id }] = (await scene.list()).runs as unknown as [{ id: string }];
    const file = path.join(scene.place.home, 'run.json');
    expect((await scene.run('history', 'export', id, '-o', file)).code).toBe(0);
    expect((await scene.run('history', 'export', id)).stdout).toBe(readFileSync(file, 'utf8'));

    const elsewhere = { ...scene.place.env, XDG_STATE_HOME: path.join(scene.place.home, 'elsewhere') };
    const there = (...args: readonly string[]) => scene.place.run([...args, '-f', scene.place.folder], { env: elsewhere });
    const taken = await there('history', 'import', file);
    expect([taken.code, taken.stdout]).toEqual([0, expect.stringContaining(`Run ${id} is imported`)]);
    expect((await there('history', 'import', file)).stdout).toContain('is there already');
    expect((await there('rollback', '--yes')).stdout).toContain('Nothing was rolled back.');
    expect((await there('history')).stdout).toContain('apply, imported');
    expect((await there('rollback', id, '--yes')).code).toBe(0);
    expect(scene.place.files()['web.yaml']).toBe(weakDeployment('web'));
  });

  it('refuses a run of another target, and one that was changed', async () => {
    using scene = await applied();
    using other = workplace({ 'web.yaml': weakDeployment('web') });
    const [{ id }] = (await scene.list()).runs as unknown as [{ id: string }];
    const { stdout } = await scene.run('history', 'export', id);
    const piped = await other.run(['history', 'import', '-', '-f', other.folder], { input: stdout });
    expect([piped.code, piped.stderr]).toEqual([2, expect.stringContaining('can only be undone where it was made')]);
    const file = path.join(other.home, 'run.json');
    writeFileSync(file, stdout.replace('privilege-escalation', 'privilege-escalatiom'));
    const changed = await scene.run('history', 'import', file);
    expect([changed.code, changed.stderr]).toEqual([2, expect.stringContaining('checksum')]);
  });

  it('asks where the server or the CA is another one than it was', async () => {
    const memory = await demoInMemory();
    expect((await memory.run(['apply', 'privilege-escalation', '-n', 'payments', '--yes'])).code).toBe(0);
    const [run] = (await memory.journal.list()).runs;
    using place = workplace({});
    const file = path.join(place.home, 'run.json');
    const { writeArchive } = await import('../../src/journal/archive.ts');
    await writeArchive(file, { ...run!, id: '2020-01-01-1', target: { ...run!.target, server: 'https://127.0.0.1:1' } });
    Object.assign(memory.target.info, { server: 'https://127.0.0.1:2' });
    const unasked = await memory.run(['history', 'import', file, '--yes']);
    expect([unasked.code, unasked.err]).toEqual([2, expect.stringMatching(/may be of another cluster.*\n.*was not imported/s)]);
    expect((await memory.run(['history', 'import', file, '--yes', '--confirm', 'demo'])).code).toBe(0);
    expect((await memory.run(['history', 'import', file], ['n'])).code).toBe(2);
  });

  it('undoes an imported run only where it and the target are named', async () => {
    const memory = await demoInMemory();
    expect((await memory.run(['apply', 'privilege-escalation', '-n', 'payments', '--yes'])).code).toBe(0);
    const [run] = (await memory.journal.list()).runs;
    using place = workplace({});
    const file = path.join(place.home, 'run.json');
    expect((await memory.run(['history', 'export', run!.id, '-o', file])).code).toBe(0);
    await memory.journal.remove(run!.id);
    expect((await memory.run(['history', 'import', file])).code).toBe(0);
    expect((await memory.run(['rollback', '--yes'])).out).toContain('Nothing was rolled back.');
    const unnamed = await memory.run(['rollback', run!.id, '--yes']);
    expect([unnamed.out, unnamed.err]).toEqual([expect.stringContaining('--confirm NAME'), expect.stringContaining('was not made here')]);
    expect((await memory.journal.list()).runs).toHaveLength(1);
    expect((await memory.run(['rollback', run!.id, '--yes', '--confirm', 'demo'])).code).toBe(0);
  });

  it.each(['json', 'yaml', 'table'])('writes no file that is called %s', async (form) => {
    const memory = await demoInMemory();
    const { code, err } = await memory.run(['history', 'export', '2026-01-01-1', '-o', form]);
    expect([code, err]).toEqual([2, expect.stringContaining('-o names the file')]);
  });
});
