import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { annotationsOf, isRecord, refKey, refOf, text, type Resource } from '../core/resource.ts';
import { allOf, entryOf, withEntries } from './fields.ts';
import { ARGO_CD, isTracked } from './selfHeal.ts';
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

/** Who wrote a manifest into the cluster, as managedFields tell. */
const writerOf = (manifest: Resource): string => {
  if (isTracked(manifest)) return ARGO_CD;
  return annotationsOf(manifest)['meta.helm.sh/release-name'] === undefined ? 'kubectl-create' : 'helm';
};

/** The demo cluster as it runs: the manifests in `directory` (the package's `demo/`), its pods made from their templates. */
export const demoEntries = async (directory: string, now: () => Date = () => new Date()): Promise<readonly Resource[]> => {
  const written = await manifests(directory);
  const time = `${now().toISOString().slice(0, 19)}Z`;
  const entries = new Map(written.map((of) => [refKey(refOf(of)), entryOf(writerOf(of), of, allOf(of), time)]));
  return running(written, now).map((resource) => {
    const entry = entries.get(refKey(refOf(resource)));
    return entry ? withEntries(resource, [entry]) : resource;
  });
};
