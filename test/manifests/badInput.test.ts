import { openSync, closeSync, ftruncateSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, objectsOf, open } from './folder.ts';

const GOOD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: good\n';

const bomb = (): string => {
  const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array.from({ length: 10 }, () => `*l${i}`).join(', ')}]`);
  return `l0: &l0 x\n${levels.join('\n')}\n`;
};

interface Bad {
  readonly content: string | Buffer;
  readonly line?: number;
  /** Where the text is YAML. */
  readonly document?: number;
  readonly message: RegExp;
}

const BAD: Readonly<Record<string, Bad>> = {
  'no YAML': { content: 'a: b: c\n', line: 1, message: /not valid YAML.*mend/ },
  'a template': { content: '{{- if .Values.on }}\na: 1\n{{- end }}\n', line: 1, message: /template.*render it/ },
  'a duplicate key': { content: `${GOOD}kind: Pod\n`, line: 5, message: /duplicated mapping key.*remove one/ },
  'an empty file': { content: '', message: /empty/ },
  'a binary': { content: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), message: /no text/ },
  'another encoding': { content: Buffer.from('name: caf\xe9\n', 'latin1'), message: /UTF-8/ },
  'an alias bomb': { content: bomb(), line: 1, message: /million/ },
  'an alias of itself': { content: 'a: &a\n  b: *a\n', line: 1, message: /million/ },
  'nesting without end': { content: `a: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, line: 1, message: /not valid YAML/ },
  'no metadata': { content: '# c\n\napiVersion: v1\nkind: Pod\n', line: 3, document: 0, message: /metadata/ },
  'metadata of the wrong type': { content: 'apiVersion: v1\nkind: Pod\nmetadata: [a]\n', line: 1, document: 0, message: /metadata/ },
  'a name that is a number': {
    content: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: 1\n',
    line: 1,
    document: 0,
    message: /metadata.name/,
  },
  'a namespace that is a map': {
    content: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: {}}\n',
    line: 1,
    document: 0,
    message: /namespace/,
  },
  'a kind without a version': { content: 'kind: Pod\nmetadata:\n  name: a\n', line: 1, document: 0, message: /apiVersion/ },
  'a version without a kind': { content: 'apiVersion: v1\nmetadata:\n  name: a\n', line: 1, document: 0, message: /kind/ },
};

describe('bad input beside good input is told, and the good is still read', () => {
  it.each(Object.entries(BAD))('%s', async (_, { content, message, ...at }) => {
    const folder = folderWith({ 'bad.yaml': content, 'good.yaml': GOOD });
    const target = await open(folder);
    expect((await objectsOf(target, 'Pod')).map(({ ref }) => ref.name)).toEqual(['good']);
    expect(target.problems!()).toEqual([{ file: join(folder, 'bad.yaml'), message: expect.stringMatching(message) as string, ...at }]);
  });

  it('a document beside others of its file', async () => {
    const folder = folderWith({ 'a.yaml': `${GOOD}---\nx: [\n---\n${GOOD.replace('good', 'better')}` });
    const target = await open(folder);
    expect((await objectsOf(target, 'Pod')).map(({ ref }) => [ref.name, ref.source?.document])).toEqual([
      ['good', 0],
      ['better', 2],
    ]);
    expect(target.problems!()).toMatchObject([{ line: 7 }]);
  });

  it('an object of which a part cannot be judged is told, and read all the same', async () => {
    const odd = GOOD.replace('good', 'odd');
    const folder = folderWith({ 'a.yaml': `${GOOD}---\n${odd}spec: { containers: nginx }\n` });
    const target = await open(folder);
    expect((await objectsOf(target, 'Pod')).map(({ ref }) => ref.name)).toEqual(['good', 'odd']);
    const message = 'Pod odd: spec.containers is a text where a list belongs: what depends on it is not checked';
    expect(target.problems!()).toEqual([{ file: join(folder, 'a.yaml'), line: expect.any(Number) as number, document: 1, message }]);
  });

  it('a file of 200 MB, without reading it', async () => {
    const folder = folderWith({ 'good.yaml': GOOD, 'large.yaml': '' });
    const large = openSync(join(folder, 'large.yaml'), 'r+');
    ftruncateSync(large, 200 * 1024 * 1024);
    closeSync(large);
    const target = await open(folder);
    expect(await objectsOf(target, 'Pod')).toHaveLength(1);
    expect(target.problems!()).toMatchObject([{ message: expect.stringMatching(/too large \(200 MB, the limit is 64\)/) as string }]);
  });

  it('a link that leads nowhere', async () => {
    const folder = folderWith({ 'good.yaml': GOOD });
    symlinkSync(join(folder, 'gone.yaml'), join(folder, 'link.yaml'));
    const target = await open(folder);
    expect(await objectsOf(target, 'Pod')).toHaveLength(1);
    expect(target.problems!()).toMatchObject([
      { file: join(folder, 'link.yaml'), message: expect.stringContaining('does not exist') as string },
    ]);
  });
});

describe('what is plainly no manifest', () => {
  const OTHERS = {
    'values.yaml': 'replicas: 3\nimage: nginx\n',
    'list.yaml': '- a\n- b\n',
    'kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
    'config.yaml': 'apiVersion: v1\nkind: Config\nclusters: []\n',
    'comment.yaml': '# nothing here\n',
  };

  it('is passed over in a folder', async () => {
    const target = await open(folderWith({ ...OTHERS, 'good.yaml': GOOD }));
    expect(await objectsOf(target, 'Pod')).toHaveLength(1);
    expect(target.problems!()).toEqual([]);
  });

  it.each(Object.keys(OTHERS))('is told when it was named: %s', async (name) => {
    const target = await open(join(folderWith(OTHERS), name));
    expect(await objectsOf(target, 'Pod')).toEqual([]);
    expect(target.problems!()).toMatchObject([{ message: expect.stringMatching(/no Kubernetes object/) as string }]);
  });
});

it('takes an object with a name that is to be generated by the part that is known', async () => {
  const text = 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  generateName: nightly-\n';
  expect((await objectsOf(await open(folderWith({ 'a.yaml': text })), 'batch/Job'))[0]?.ref.name).toBe('nightly-');
});
