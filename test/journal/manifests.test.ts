import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Step } from '../../src/app/run.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { fileNameOf } from '../../src/journal/manifestFiles.ts';
import { asYaml } from '../../src/journal/yaml.ts';
import { account, editOf, INFO, runOf } from './example.ts';

describe('a manifest', () => {
  const odd = fc.constantFrom(
    'yes',
    'n',
    'Off',
    '~',
    'null',
    '0o7',
    '0x1F',
    '0b1',
    '1_000',
    '12:30:45',
    '2001-01-01',
    '.inf',
    '<<',
    '=',
    '1e3',
    '- a',
    '',
    ' a',
    'a: b',
    '\u0085',
    '\u2028',
    'a\r\nb',
    '\ufeff',
    '#',
    '!!str',
    '&a',
    '*a',
    '%',
    '@',
    '`',
    '|',
    'tab\t',
    '\u0007',
  );
  const word = fc.oneof(odd, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      word,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any')),
      fc.dictionary(word, tie('any'), { noNullPrototype: true }),
    ),
  })).any;

  it('reads as the same value in YAML 1.2, in YAML 1.1 (kubectl), and by another library', () => {
    fc.assert(
      fc.property(fc.dictionary(word, value, { noNullPrototype: true }), (object) => {
        const text = asYaml(object);
        expect(parse(text), 'yaml 1.2').toEqual(object);
        expect(parse(text, { version: '1.1', merge: false }), 'yaml 1.1').toEqual(object);
        expect(load(text), 'js-yaml').toEqual(object);
      }),
      { numRuns: 500 },
    );
  });

  it('quotes what only some readers take for a string', () => {
    expect(asYaml({ a: '0o7', b: 'yes', c: '1_000', d: 'plain', n: 1 })).toBe('a: "0o7"\nb: "yes"\nc: "1_000"\nd: plain\n"n": 1\n');
  });

  it('has a name that leads nowhere else, and no two have the same', () => {
    const name = fc.oneof(
      fc.constantFrom('..', '../../etc/passwd', 'system:node', 'a\0b', '/', ''),
      fc.string(),
      fc.string({ minLength: 300, maxLength: 400 }),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ namespace: name, kind: name, name }), { minLength: 2 }), (refs) => {
        const names = refs.map((ref, i) => fileNameOf(i, { ref: { apiVersion: 'v1', ...ref } } as Step));
        expect(new Set(names).size).toBe(names.length);
        for (const file of names) {
          expect(basename(join('/folder', file))).toBe(file);
          expect(file).toMatch(/^\d{3,}-[A-Za-z0-9._-]*\.yaml$/);
          expect(file.length).toBeLessThan(255);
        }
      }),
    );
  });
});

describe('the manifests beside a record', () => {
  let home: string;
  beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'journal-'))));
  afterEach(() => rm(home, { recursive: true }));

  const save = async (steps: readonly Step[]): Promise<string> => {
    const journal = await openFileJournal({ info: INFO, env: { XDG_STATE_HOME: home }, version: '0.1.0' });
    await journal.save(runOf('2026-11-21-1', steps));
    return join(journal.place, '2026-11-21-1');
  };
  const names = async (folder: string): Promise<readonly string[]> =>
    (await readdir(folder, { recursive: true })).filter((name) => !name.startsWith('steps')).sort();

  it('are what kubectl replace takes: without what the server keeps, with kubectl’s own annotation', async () => {
    const folder = await save([editOf({ ...account(), status: { phase: 'x' } }, account(false))]);
    expect(await names(folder)).toEqual([
      'after',
      'after/001-payments-ServiceAccount-default.yaml',
      'before',
      'before/001-payments-ServiceAccount-default.yaml',
    ]);
    const { annotations, name, namespace } = account().metadata;
    const bare = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, annotations } };
    expect(parse(await readFile(join(folder, 'before/001-payments-ServiceAccount-default.yaml'), 'utf8'))).toEqual(bare);
    expect(parse(await readFile(join(folder, 'after/001-payments-ServiceAccount-default.yaml'), 'utf8'))).toEqual({
      ...bare,
      automountServiceAccountToken: false,
    });
  });

  it('have one side for what comes or goes', async () => {
    const { before: _b, ...created } = { ...editOf(account(), account(false)), action: 'create' as const };
    const { after: _a, ...deleted } = { ...editOf(account(), account(false)), action: 'delete' as const };
    expect(await names(await save([created, deleted]))).toEqual([
      'after',
      'after/001-payments-ServiceAccount-default.yaml',
      'before',
      'before/002-payments-ServiceAccount-default.yaml',
    ]);
  });

  it('are not written for a Secret, nor where the record holds no objects', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'payments' } };
    const { before: _b, after: _a, ...pathsOnly } = editOf(account(), account(false));
    const folder = await save([editOf(secret, { ...secret, immutable: true }), pathsOnly]);
    expect(await names(folder)).toEqual([]);
  });

  it('follow the record: what the server stored replaces what was expected', async () => {
    const journal = await openFileJournal({ info: INFO, env: { XDG_STATE_HOME: home }, version: '0.1.0' });
    const step = editOf(account(), account(false));
    await journal.save(runOf('2026-11-21-1', [step]));
    await journal.save(runOf('2026-11-21-1', [{ ...step, state: 'applied', after: { ...account(false), secrets: [] } }]));
    const file = join(journal.place, '2026-11-21-1/after/001-payments-ServiceAccount-default.yaml');
    expect(parse(await readFile(file, 'utf8'))).toMatchObject({ secrets: [] });
  });
});
