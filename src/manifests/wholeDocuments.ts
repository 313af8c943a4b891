import type { Resource } from '../core/resource.ts';
import { idleLines } from './idleLines.ts';
import { documentRanges } from './documents.ts';
import { breakOf, lineEnd } from './lines.ts';
import { blockLines } from './render.ts';
import { backwards, type Splice } from './splice.ts';
import { styleOf } from './style.ts';
import { treeOf } from './tree.ts';

/**
 * Takes the content of a document away. Its `---` stays, so that the documents after it keep their numbers, and so do comments and blank lines.
 * Stand backwards.
 */
export const emptyDocument = (text: string, index: number): readonly Splice[] => {
  const ranges = documentRanges(text);
  const range = ranges[index];
  if (!range) return [];
  const { start, content, end, explicit } = range;
  const slice = text.slice(start, end);
  const marker = explicit ? (/^---[ \t]*(?:#.*)?/.exec(text.slice(content))?.[0].length ?? 3) : 0;
  const stop = content + marker;
  const body = explicit && text.slice(stop, lineEnd(text, stop)).trim() === '' ? lineEnd(text, stop) : stop;
  const kept = idleLines(slice, treeOf(slice)).flatMap((line) => (start + line.start >= body ? [line] : []));
  const starts = [body, ...kept.map((line) => start + line.end)];
  const ends = [...kept.map((line) => start + line.start), end];
  const gaps = starts.map((at, i) => ({ at, remove: (ends[i] ?? at) - at, insert: '' }));
  const placeholder = !explicit && ranges.length > 1 ? [{ at: content, remove: 0, insert: `---${breakOf(text)}` }] : [];
  const broken = explicit && body === stop ? [{ at: stop, remove: 0, insert: breakOf(text) }] : [];
  return backwards([...placeholder, ...broken, ...gaps]) ?? [];
};

/** An object as a text of its own, with these line breaks. */
export const objectText = (object: Resource, lineBreak: string): string =>
  [...blockLines(object, { ...styleOf('', undefined), lineBreak }), ''].join(lineBreak);

/** A new document at the end of a stream. */
export const appendDocument = (text: string, object: Resource): Splice => {
  const lineBreak = breakOf(text);
  const closed = text === '' || text.endsWith('\n') ? '' : lineBreak;
  return { at: text.length, remove: 0, insert: `${closed}---${lineBreak}${objectText(object, lineBreak)}` };
};
