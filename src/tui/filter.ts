import type { Finding } from '../core/finding.ts';
import { describeRef } from '../core/resource.ts';

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

interface Haystack {
  readonly all: string;
  readonly words: readonly string[];
}

const haystacks = new WeakMap<Finding, Haystack>();

const haystackOf = (finding: Finding): Haystack => {
  let known = haystacks.get(finding);
  if (known === undefined) {
    const all = `${finding.remediation} ${describeRef(finding.ref)} ${finding.title}`.toLowerCase();
    haystacks.set(finding, (known = { all, words: all.split(/[\s/]+/u) }));
  }
  return known;
};

/** Whether the characters of `needle` stand in the text in this order: `chkout` is in `checkout`. */
export const fuzzy = (text: string, needle: string): boolean => {
  let at = -1;
  for (const char of needle) {
    at = text.indexOf(char, at + 1);
    if (at < 0) return false;
  }
  return true;
};

/** As it stands there, or fuzzily within one word. */
const holdsWord = (finding: Finding, text: string): boolean => {
  const { all, words } = haystackOf(finding);
  return all.includes(text) || words.some((word) => fuzzy(word, text));
};

const holds = (finding: Finding, { field, text }: Term): boolean => {
  switch (field) {
    case 'fix':
      return text === 'any' || finding.fix === text;
    case 'sev':
      return finding.severity.startsWith(text);
    case 'ns':
      return (finding.ref.namespace ?? (finding.ref.kind === 'Namespace' ? finding.ref.name : '-')) === text;
    case 'kind':
      return finding.ref.kind.toLowerCase() === text;
    case undefined:
      return holdsWord(finding, text);
  }
};

export const matches = (finding: Finding, terms: readonly Term[]): boolean => terms.every((term) => holds(finding, term) !== term.not);

/** Whether whatever the longer query finds, the shorter one finds too: then what is shown already is enough to look through. */
export const narrows = (query: string, before: string): boolean =>
  query.startsWith(before) && [...termsOf(query), ...termsOf(before)].every(({ field, not }) => field === undefined && !not);
