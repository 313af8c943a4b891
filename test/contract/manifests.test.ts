import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dump, loadAll } from 'js-yaml';
import { refKey, refOf, type Resource } from '../../src/core/resource.ts';
import { openManifests } from '../../src/manifests/target.ts';
import { describeTarget, type Open } from './target.ts';

/** How a person may have laid out the same objects: the text of each file by its name. */
interface Layout {
  readonly files: (objects: readonly Resource[]) => Readonly<Record<string, string>>;
  /** The objects of one file. */
  readonly objects: (text: string) => readonly Resource[];
}

const documents = (objects: readonly Resource[]): string => objects.map((object) => `---\n${dump(object)}`).join('');

const yaml = (text: string): readonly Resource[] => loadAll(text) as readonly Resource[];

const LAYOUTS: Readonly<Record<string, Layout>> = {
  'one file of many documents': { files: (objects) => ({ 'all.yaml': documents(objects) }), objects: yaml },
  'a file for each object': {
    files: (objects) => Object.fromEntries(objects.map((object, i) => [`${i}-${object.kind}.yaml`, `# ${object.kind}\n${dump(object)}`])),
    objects: yaml,
  },
  'a List in JSON': {
    files: (objects) => ({ 'all.json': `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, undefined, 2)}\n` }),
    objects: (text) => (JSON.parse(text) as { items: readonly Resource[] }).items,
  },
};

const isSame = (a: Resource, b: Resource): boolean => refKey(refOf(a)) === refKey(refOf(b));

/** Rewrites the folder as another program would: everything anew, with other objects. */
const rewriting =
  (directory: string, layout: Layout) =>
  async (change: (objects: readonly Resource[]) => readonly Resource[]): Promise<void> => {
    const files = (await readdir(directory)).sort();
    const texts = await Promise.all(files.map((file) => readFile(path.join(directory, file), 'utf8')));
    await Promise.all(files.map((file) => rm(path.join(directory, file))));
    for (const [name, text] of Object.entries(layout.files(change(texts.flatMap(layout.objects)))))
      await writeFile(path.join(directory, name), text);
  };

const opening =
  (layout: Layout): Open =>
  async (objects, { readOnly = false } = {}) => {
    const directory = await mkdtemp(path.join(tmpdir(), 'kubeharden-manifests-'));
    const rewrite = rewriting(directory, layout);
    for (const [name, text] of Object.entries(layout.files(objects))) await writeFile(path.join(directory, name), text);
    const target = await openManifests({ paths: [directory], readOnly });
    const outside = {
      edit: (resource: Resource, change: (live: Resource) => Resource) =>
        rewrite((all) => all.map((object) => (isSame(object, resource) ? change(object) : object))),
      create: (resource: Resource) => rewrite((all) => [...all, resource]),
      remove: (resource: Resource) => rewrite((all) => all.filter((object) => !isSame(object, resource))),
    };
    const close = async (): Promise<void> => {
      await target.close();
      await rm(directory, { recursive: true });
    };
    return { target, outside, close };
  };

for (const [name, layout] of Object.entries(LAYOUTS)) {
  describeTarget(name, opening(layout), {
    hasIdentity: false,
    goesOnBeside: false,
    hasRollouts: false,
    hasFieldOwners: false,
    holdsMalformed: true,
    isWatched: false,
  });
}
