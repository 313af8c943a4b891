import type { InputProblem } from '../app/target.ts';
import { refKey, refOf, type Ref } from '../core/resource.ts';
import { documentRanges, lineOf } from './documents.ts';
import type { Listed } from './listing.ts';
import { skipBlank } from './lines.ts';
import { takeObjects, unjudged, type Placed } from './objects.ts';
import { readAgain, readDocuments, type ParsedDocument } from './parse.ts';
import { decode } from './readText.ts';
import { placedRef } from './scope.ts';

/** One file, read and taken apart. */
export interface Manifest {
  readonly listed: Listed;
  readonly bytes: Buffer;
  readonly text: string;
  /** Bytes before the text. */
  readonly head: number;
  readonly documents: readonly ParsedDocument[];
  readonly objects: readonly Placed[];
  readonly problems: readonly InputProblem[];
}

/** What is plainly no manifest is told only of a file that was named and has nothing else. */
const problemsOf = (
  { file, named }: Listed,
  text: string,
  documents: readonly ParsedDocument[],
  { objects, problems }: ReturnType<typeof takeObjects>,
): readonly InputProblem[] => {
  const broken = documents.flatMap(({ problem }) => (problem ? [{ file, ...problem }] : []));
  const told = problems.filter(({ plain }) => !plain || (named && objects.length === 0));
  if (named && objects.length + told.length + broken.length === 0)
    return [{ file, message: 'holds no Kubernetes object: name another file' }];
  const misshapen = objects.flatMap((placed) => {
    const message = unjudged(placed);
    return message === undefined ? [] : [{ document: placed.source.document, message }];
  });
  if (told.length + misshapen.length === 0) return broken;
  const ranges = documentRanges(text);
  const lineOfDocument = (document: number): number => {
    const range = ranges[document];
    return lineOf(text, range ? skipBlank(text, range.explicit ? range.content + 3 : range.content) : 0);
  };
  const none = told.map(({ document, message }) => ({
    document,
    message: `no Kubernetes object (${message}): mend it or name other files`,
  }));
  const wrong = [...none, ...misshapen].map(({ document, message }) => ({ file, line: lineOfDocument(document), document, message }));
  return [...broken, ...wrong];
};

/** `before`: the same file as it was. Throws Unusable for what is no text. */
export const manifestOf = (listed: Listed, bytes: Buffer, before?: Manifest): Manifest => {
  const { text, head } = decode(bytes);
  const documents = before ? readAgain(text, before) : readDocuments(text);
  const taken = takeObjects(
    listed.file,
    documents.map(({ value }) => value),
  );
  return { listed, bytes, text, head, documents, objects: taken.objects, problems: problemsOf(listed, text, documents, taken) };
};

/** Whether two names mean one object, wherever it stands. */
const sameName = (a: Ref, b: Ref): boolean => {
  const [{ source: _a, ...one }, { source: _b, ...other }] = [placedRef(a), placedRef(b)];
  return refKey(one) === refKey(other);
};

/** The object of a name: where it is said to stand, else the only one of that name, for documents and items move. */
export const locate = (manifest: Manifest, ref: Ref): Placed | undefined => {
  const named = manifest.objects.filter(({ resource }) => sameName(refOf(resource), ref));
  const { source } = ref;
  const there = named.find((placed) => placed.source.document === source?.document && placed.source.item === source.item);
  return there ?? (named.length === 1 || source === undefined ? named[0] : undefined);
};
