import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { equal, type Change } from '../core/change.ts';
import type { Resource } from '../core/resource.ts';
import { Refused } from '../app/errors.ts';
import type { FileEdit } from '../app/target.ts';
import { documentRanges } from './documents.ts';
import { isJson } from './editPlan.ts';
import { creationEdit, fileEditsOf } from './fileBytes.ts';
import type { Library } from './library.ts';
import { companionOf, findListed, STDIN, type Listed } from './listing.ts';
import type { Manifest } from './manifest.ts';
import { parseDocuments } from './parse.ts';
import { spliced } from './splice.ts';
import { endsInScalar } from './tree.ts';
import { appendDocument, objectText } from './wholeDocuments.ts';

const fileNameOf = ({ kind, metadata }: Resource): string =>
  `kubeharden-${kind}-${metadata.namespace === undefined ? '' : `${metadata.namespace}-`}${metadata.name}`
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-');

const newFile = (file: string, object: Resource): readonly FileEdit[] => [creationEdit(file, objectText(object, '\n'))];

/** A name in a folder that no file has. */
const freeName = (folder: string, object: Resource): string => {
  for (let i = 1; ; i++) {
    const name = join(folder, `${fileNameOf(object)}${i === 1 ? '' : `-${i}`}.yaml`);
    if (!existsSync(name)) return name;
  }
};

/** A new document at the end; undefined where that would not leave the others as they are. */
const appended = (manifest: Manifest, object: Resource): readonly FileEdit[] | undefined => {
  const last = documentRanges(manifest.text).at(-1);
  if (last && manifest.documents.at(-1)?.problem === undefined && endsInScalar(manifest.text.slice(last.start))) return undefined;
  const splice = appendDocument(manifest.text, object);
  const [was, is] = [manifest.documents, parseDocuments(spliced(manifest.text, [splice]))];
  const kept = was.every(({ value, problem }, i) => problem !== undefined || equal(value, is[i]?.value));
  if (!kept || is.length !== was.length + 1 || !equal(is.at(-1)?.value, object)) return undefined;
  return fileEditsOf(manifest.listed.file, manifest, [[splice]]);
};

const besideFile = (library: Library, listed: Listed, object: Resource): readonly FileEdit[] => {
  const manifest = library.manifest(listed);
  const isStream = manifest && !isJson(manifest.text) && manifest.objects.every(({ source }) => source.item === undefined);
  const here = isStream ? appended(manifest, object) : undefined;
  if (here) return here;
  const companion = companionOf(listed.file);
  const known = findListed(library.files, companion);
  const kept = known && library.manifest(known);
  return (kept && appended(kept, object)) ?? newFile(existsSync(companion) ? freeName(dirname(companion), object) : companion, object);
};

/**
 * Where a new object goes: to the end of the file whose finding asked for it; for JSON and Lists, which hold no second document,
 * to a companion of that file; else to a file of its own in the first folder given.
 */
export const planCreation = (library: Library, change: Change, object: Resource, folders: readonly string[]): readonly FileEdit[] => {
  const asked = change.beside ?? change.ref.source;
  const listed = asked ? findListed(library.files, asked.file) : undefined;
  const folder = folders[0];
  if (!listed && folder !== undefined) return newFile(freeName(folder, object), object);
  const beside = listed ?? library.files[0];
  if (!beside || beside.path === STDIN)
    throw new Refused('Standard input cannot be written to.', ['Save it to a file, and name that with -f.']);
  return besideFile(library, beside, object);
};
