import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { WORKLOAD_KINDS } from '../../src/core/workload.ts';
import { knownOf } from '../../src/manifests/known.ts';
import { listFiles } from '../../src/manifests/listing.ts';
import { readContent } from '../../src/manifests/readText.ts';
import { sharing, type Said } from '../../src/manifests/sharing.ts';
import { openManifests } from '../../src/manifests/target.ts';
import { folderWith } from './folder.ts';

const READER = new URL('../../src/manifests/reader.ts', import.meta.url);

const pod = (name: string, rest = ''): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  ${rest}\nspec: {}\n`;

/** What reads in no plain way, or not at all. */
const ODD: Readonly<Record<string, string | Buffer>> = {
  'alias.yaml': `${pod('alias', 'labels: &a {x: y}')}other: *a\n`,
  'numbers.yaml': `${pod('numbers')}numbers: [.nan, -.inf, -0, 0644, 1e400]\n`,
  'twice.yaml': `${pod('twice')}---\n# below\nkind: Pod\nkind: Pod\n`,
  'list.yaml': `apiVersion: v1\nkind: PodList\nitems:\n- {metadata: {name: one}}\n- {metadata: {name: two, namespace: there}}\n`,
  'wrong.yaml': `${pod('wrong')}---\napiVersion: 1\nkind: Pod\nmetadata: {name: wrong}\n`,
  'prototype.yaml': pod('prototype', 'labels: {__proto__: x, constructor: y}'),
  'empty.yaml': '',
  'binary.yaml': Buffer.from([0, 1, 2]),
  'latin.yaml': Buffer.from([0x61, 0xe9]),
};

const MANY = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`pod-${i}.yaml`, pod(`pod-${i}`)]));

const everythingOf = async (folder: string, reader?: URL) => {
  const target = await openManifests({ paths: [folder], readOnly: true, ...(reader ? { reader } : {}) });
  const snapshot = await target.read({ kinds: WORKLOAD_KINDS });
  const objects = snapshot.list('Pod').map((resource) => ({ ref: snapshot.ref(resource), resource }));
  return { objects, problems: target.problems?.() };
};

describe('many files', () => {
  it('are read by another thread as by this one', async () => {
    const { files } = listFiles([folderWith(ODD)]);
    const worker = new Worker(READER, { workerData: sharing(files) });
    const [said] = (await once(worker, 'message')) as [Said];
    await worker.terminate();
    expect([...(said ?? [])].sort(([a], [b]) => a - b)).toEqual(
      files.map((listed, at) => [at, knownOf(listed, () => readContent(listed.path))]),
    );
  });

  it('have the same objects and problems in the same order when two threads read them', async () => {
    const folder = folderWith({ ...MANY, ...ODD });
    const alone = await everythingOf(folder);
    expect(alone.objects).toHaveLength(Object.keys(MANY).length + 7);
    expect(await everythingOf(folder, READER)).toEqual(alone);
  });

  it('are all read when the other thread fails', async () => {
    const folder = folderWith(MANY);
    const nothing = new URL(`file://${join(folder, 'nothing.js')}`);
    expect(await everythingOf(folder, nothing)).toEqual(await everythingOf(folder));
  });
});
