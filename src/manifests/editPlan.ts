import { Refused } from '../app/errors.ts';
import type { FileEdit } from '../app/target.ts';
import { isRecord } from '../core/resource.ts';
import { touchesCredential } from './credentials.ts';
import { documentRanges } from './documents.ts';
import { editDocument } from './editDocument.ts';
import { fileEditsOf, removalEdit } from './fileBytes.ts';
import type { Found } from './library.ts';
import type { Manifest } from './manifest.ts';
import { parseDocuments } from './parse.ts';
import { spliced, type Splice } from './splice.ts';
import { emptyDocument } from './wholeDocuments.ts';

export const isJson = (text: string): boolean => text.trimStart().startsWith('{');

const unsure = (file: string, doubt: string): Refused =>
  new Refused(`${file} cannot be edited without touching more than the change: ${doubt}.`, [
    'Write the change yourself: kubeharden plan -o diff shows it.',
    'Or write the value out where an anchor or a merge key gives it, and run this again.',
  ]);

/** A record holds the bytes that were replaced, and must never hold a credential. */
const credentialed = (file: string): Refused =>
  new Refused(`${file}: the record of this change would hold a credential that stands there in plain text.`, [
    'Move the credential into a Secret first; secrets-in-env says how.',
    'Or make this change by hand.',
  ]);

/** The texts of all documents but one; what an edit of that one must leave as it is. */
const others = (text: string, but: number): readonly string[] =>
  documentRanges(text).flatMap(({ start, end }, i) => (i === but ? [] : [text.slice(start, end)]));

const isUntouched = (before: string, after: string, document: number): boolean => {
  const [was, is] = [others(before, document), others(after, document)];
  return was.length === is.length && was.every((text, i) => text === is[i]);
};

/** The document with another value in place of the item, or in place of itself. Undefined takes an item away. */
const withObject = (document: unknown, item: number | undefined, raw: unknown): unknown => {
  if (item === undefined || !isRecord(document) || !Array.isArray(document['items'])) return raw;
  const items: readonly unknown[] = document['items'];
  return { ...document, items: raw === undefined ? items.toSpliced(item, 1) : items.with(item, raw) };
};

/** The bytes that make one object of a file mean `raw` (undefined: that take it out of a List). Throws Refused where that cannot be proven. */
export const planEdit = ({ manifest, placed }: Found, raw: unknown): readonly FileEdit[] => {
  const { text, documents } = manifest;
  const { file, document, item } = placed.source;
  const range = documentRanges(text)[document];
  if (!range || documentRanges(text).length !== documents.length) throw unsure(file, 'its documents cannot be told apart');
  const wanted = withObject(documents[document]?.value, item, raw);
  const result = editDocument(text.slice(range.start, range.end), wanted);
  if ('doubt' in result) throw unsure(file, result.doubt);
  if (touchesCredential(text.slice(range.start, range.end), result.stages)) throw credentialed(file);
  const stages = result.stages.map((stage) => stage.map((splice): Splice => ({ ...splice, at: splice.at + range.start })));
  if (!isUntouched(text, stages.reduce(spliced, text), document)) throw unsure(file, 'its documents would no longer be told apart');
  return fileEditsOf(file, manifest, stages);
};

const isEmptied = (manifest: Manifest, after: string, document: number): boolean => {
  const left = parseDocuments(after);
  const stands = left[document];
  if (stands && (stands.value !== null || stands.problem)) return false;
  return (left.length === manifest.documents.length || manifest.documents.length === 1) && isUntouched(manifest.text, after, document);
};

/** The bytes that take one object out of a file. A JSON file is removed with its only object. Throws Refused. */
export const planDeletion = (found: Found): readonly FileEdit[] => {
  const { manifest, placed } = found;
  const { file, document, item } = placed.source;
  if (item !== undefined) return planEdit(found, undefined);
  if (isJson(manifest.text) && manifest.documents.length === 1) {
    if (touchesCredential(manifest.text, [[{ at: 0, remove: manifest.text.length, insert: '' }]])) throw credentialed(file);
    return [removalEdit(file, manifest.bytes)];
  }
  const stage = emptyDocument(manifest.text, document);
  if (!isEmptied(manifest, spliced(manifest.text, stage), document)) throw unsure(file, 'what surrounds the object would change');
  const { start = 0, end = 0 } = documentRanges(manifest.text)[document] ?? {};
  const inDocument = stage.map((splice) => ({ ...splice, at: splice.at - start }));
  if (touchesCredential(manifest.text.slice(start, end), [inDocument])) throw credentialed(file);
  return fileEditsOf(file, manifest, [stage]);
};
