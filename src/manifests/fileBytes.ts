import { createHash } from 'node:crypto';
import type { FileEdit } from '../app/target.ts';
import type { Splice } from './splice.ts';

const shaOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What a file holds: `head` bytes, then text. */
interface Content {
  readonly bytes: Buffer;
  readonly text: string;
  readonly head: number;
}

/** One edit for each splice, in the order in which they are to be made. */
export const fileEditsOf = (file: string, content: Content, stages: readonly (readonly Splice[])[]): readonly FileEdit[] => {
  let { bytes, text } = content;
  let shaBefore = shaOf(bytes);
  return stages.flat().map(({ at, remove, insert }) => {
    const start = content.head + Buffer.byteLength(text.slice(0, at));
    const removed = Buffer.from(text.slice(at, at + remove));
    bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(insert), bytes.subarray(start + removed.length)]);
    text = text.slice(0, at) + insert + text.slice(at + remove);
    const edit = { file, at: start, removed: removed.toString('base64'), inserted: base64(insert), shaBefore, shaAfter: shaOf(bytes) };
    shaBefore = edit.shaAfter;
    return edit;
  });
};

export const creationEdit = (file: string, text: string): FileEdit => ({
  file,
  at: 0,
  removed: '',
  inserted: base64(text),
  shaAfter: shaOf(Buffer.from(text)),
});

export const removalEdit = (file: string, bytes: Buffer): FileEdit => ({
  file,
  at: 0,
  removed: bytes.toString('base64'),
  inserted: '',
  shaBefore: shaOf(bytes),
});

/** The file is not what the edits were made for. */
export const MOVED_ON = Symbol('moved on');

/** The bytes of one file after edits of it; undefined stands for no file. */
export const editedBytes = (before: Buffer | undefined, edits: readonly FileEdit[]): Buffer | undefined | typeof MOVED_ON => {
  let bytes = before;
  for (const { at, removed, inserted, shaBefore, shaAfter } of edits) {
    if ((bytes && shaOf(bytes)) !== shaBefore) return MOVED_ON;
    const [gone, come] = [Buffer.from(removed, 'base64'), Buffer.from(inserted, 'base64')];
    const now = bytes ?? Buffer.alloc(0);
    if (!now.subarray(at, at + gone.length).equals(gone)) return MOVED_ON;
    const next = Buffer.concat([now.subarray(0, at), come, now.subarray(at + gone.length)]);
    bytes = shaAfter === undefined && next.length === 0 ? undefined : next;
    if ((bytes && shaOf(bytes)) !== shaAfter) return MOVED_ON;
  }
  return bytes;
};
