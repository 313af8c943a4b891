import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { isRecord, text, type Resource } from '../core/resource.ts';
import { running } from './running.ts';

const isResource = (value: unknown): value is Resource =>
  isRecord(value) &&
  text(value['apiVersion']) !== undefined &&
  text(value['kind']) !== undefined &&
  isRecord(value['metadata']) &&
  text(value['metadata']['name']) !== undefined;

const manifests = async (directory: string): Promise<readonly Resource[]> => {
  const files = (await readdir(directory, { recursive: true })).filter((file) => file.endsWith('.yaml')).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
  return texts.flatMap((yaml, i) =>
    loadAll(yaml).map((document) => {
      if (!isResource(document)) throw new Error(`${files[i]}: a document of the demo is no Kubernetes object`);
      return document;
    }),
  );
};

/** The demo cluster as it runs: the manifests in `directory` (the package's `demo/`), its pods made from their templates. */
export const demoEntries = async (directory: string, now: () => Date = () => new Date()): Promise<readonly Resource[]> =>
  running(await manifests(directory), now);
