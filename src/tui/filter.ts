import { SEVERITIES } from '../core/remediation.ts';
import { CLUSTER_SCOPED, NOBODY, type Column, type ColumnName, type FindingsIndex, type Places } from './findingsIndex.ts';

interface Term {
  readonly field: 'fix' | 'sev' | 'ns' | 'kind' | 'owner' | 'id' | undefined;
  readonly not: boolean;
  readonly text: string;
}

const TERM = /^(-?)(?:(fix|sev|ns|kind|owner|id):)?(.*)$/u;

const termOf = (word: string): Term => {
  const [, minus = '', field, text = ''] = TERM.exec(word) ?? [];
  return { not: minus !== '' && (field !== undefined || text !== ''), field: field as Term['field'], text: text.toLowerCase() };
};

/** `fix:auto -ns:kube-system owner:helm chkout`: all words must hold; what names no field is looked for in the remediation and the object, fuzzily. */
export const termsOf = (query: string): readonly Term[] =>
  query
    .split(/\s+/u)
    .filter(Boolean)
    .map(termOf)
    .filter(({ text }) => text !== '');

/** Whether the characters of `needle` stand in the text in this order: `chkout` is in `checkout`. */
export const fuzzy = (text: string, needle: string): boolean => {
  let at = -1;
  for (const char of needle) {
    at = text.indexOf(char, at + 1);
    if (at < 0) return false;
  }
  return true;
};

/** As it stands there, or fuzzily within one word. What is not fuzzy in the whole cannot be in a word. */
const holdsWord = (text: string) => (value: string) =>
  value.includes(text) || (fuzzy(value, text) && value.split(/[\s/]+/u).some((word) => fuzzy(word, text)));

interface Look {
  readonly columns: readonly ColumnName[];
  readonly holds: (value: string) => boolean;
}

/** `owner:any` is whoever, `owner:-` nobody; all else stands in the tool or the name. */
const ownedBy = (text: string) => (value: string) =>
  text === 'any' || text === '-' ? (value === NOBODY) === (text === '-') : value !== NOBODY && value.toLowerCase().includes(text);

const lookFor = ({ field, text }: Term): Look => {
  switch (field) {
    case 'fix':
      return { columns: ['fix'], holds: (value) => text === 'any' || value === text };
    case 'sev':
      return { columns: ['severity'], holds: (value) => SEVERITIES[Number(value)]?.startsWith(text) ?? false };
    case 'ns':
      return { columns: ['namespace'], holds: (value) => value === (text === '-' ? CLUSTER_SCOPED : text) };
    case 'kind':
      return { columns: ['kind'], holds: (value) => value === text };
    case 'owner':
      return { columns: ['owner'], holds: ownedBy(text) };
    case 'id':
      return { columns: ['remediation'], holds: (value) => value.includes(text) };
    case undefined:
      return { columns: ['text', 'place', 'name'], holds: holdsWord(text) };
  }
};

interface Mark {
  /** By the rank of a value: 1 where it holds the text. */
  readonly values: Uint8Array;
  readonly of: Uint32Array;
}

/** Each different value is looked at once, however many findings have it. */
const marked = ({ values, of }: Column, holds: (value: string) => boolean): Mark => {
  const marks = new Uint8Array(values.length);
  for (let i = 0; i < marks.length; i++) if (holds(values[i] as string)) marks[i] = 1;
  return { values: marks, of };
};

const isMarked = (marks: readonly Mark[], place: number): boolean => {
  for (const { values, of } of marks) if (values[of[place] as number] === 1) return true;
  return false;
};

/** Those of the places that the terms let through, in order. Runs over every finding at every key. */
export const passing = (index: Pick<FindingsIndex, 'column'>, terms: readonly Term[], among: Places): Places =>
  terms.reduce((left, term) => {
    const { columns, holds } = lookFor(term);
    const marks = columns.map((name) => marked(index.column(name), holds));
    const passed = new Uint32Array(left.length);
    let count = 0;
    for (const place of left) if (isMarked(marks, place) !== term.not) passed[count++] = place;
    return passed.subarray(0, count);
  }, among);

/** Whether whatever the longer query finds, the shorter one finds too: then what is shown already is enough to look through. `ns:` finds all, though `ns` is a word. */
export const narrows = (query: string, before: string): boolean => {
  const [terms, fewer] = [termsOf(query), termsOf(before)];
  return (
    query.startsWith(before) && terms.length >= fewer.length && [...terms, ...fewer].every(({ field, not }) => field === undefined && !not)
  );
};
