import { SEVERITIES } from '../core/remediation.ts';
import { CLUSTER_SCOPED, type Column, type ColumnName, type FindingRow, type FindingsIndex } from './findingsIndex.ts';

interface Term {
  readonly field: 'fix' | 'sev' | 'ns' | 'kind' | undefined;
  readonly not: boolean;
  readonly text: string;
}

const TERM = /^(-?)(?:(fix|sev|ns|kind):)?(.*)$/u;

const termOf = (word: string): Term => {
  const [, minus = '', field, text = ''] = TERM.exec(word) ?? [];
  return { not: minus !== '' && (field !== undefined || text !== ''), field: field as Term['field'], text: text.toLowerCase() };
};

/** `fix:auto -ns:kube-system chkout`: all words must hold; what names no field is looked for in the remediation and the object, fuzzily. */
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
    case undefined:
      return { columns: ['text', 'place', 'name'], holds: holdsWord(text) };
  }
};

/** Each different value is looked at once, however many findings have it. */
const marked = ({ values, of }: Column, holds: (value: string) => boolean) => {
  const marks = Uint8Array.from(values, (value) => (holds(value) ? 1 : 0));
  return (at: number): boolean => marks[of[at] as number] === 1;
};

/** Which findings the terms let through. */
export const passing = (index: FindingsIndex, terms: readonly Term[]): ((row: FindingRow) => boolean) => {
  const looks = terms.map((term) => {
    const { columns, holds } = lookFor(term);
    return { not: term.not, marks: columns.map((name) => marked(index.column(name), holds)) };
  });
  return ({ at }) => looks.every(({ not, marks }) => marks.some((mark) => mark(at)) !== not);
};

/** Whether whatever the longer query finds, the shorter one finds too: then what is shown already is enough to look through. */
export const narrows = (query: string, before: string): boolean =>
  query.startsWith(before) && [...termsOf(query), ...termsOf(before)].every(({ field, not }) => field === undefined && !not);
