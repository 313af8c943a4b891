import { diffArrays } from 'diff';
import { stringify } from 'yaml';
import { redacted } from '../analysis/redacted.ts';
import { withoutServerFields } from '../core/diff.ts';
import { printable } from '../core/printable.ts';
import type { Resource } from '../core/resource.ts';

/** One line of YAML: in both (` `), only before (`-`), only after (`+`). */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** So many lines that are the same in both and not shown. */
export interface Fold {
  readonly hidden: number;
}

export const isFold = (part: DiffLine | Fold): part is Fold => 'hidden' in part;

/** The object as YAML for people: fields sorted, without what the server keeps for itself, credentials hidden; safe to print. */
export const yamlLines = (resource: Resource | undefined, other?: Resource): readonly string[] => {
  if (!resource) return [];
  const shown = withoutServerFields(redacted(resource, other));
  const yaml = stringify(shown, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
  return yaml.trimEnd().split('\n').map(printable);
};

/** The least difference is looked for among so many edits: the search takes their square. */
const MOST_EDITS = 500;

const signed = (sign: DiffLine['sign'], lines: readonly string[]): readonly DiffLine[] => lines.map((text) => ({ sign, text }));

/** Where too much differs to look for the least: everything between what both begin and end with. */
const replaced = (before: readonly string[], after: readonly string[]): readonly DiffLine[] => {
  let [start, end] = [0, 0];
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [
    ...signed(' ', before.slice(0, start)),
    ...signed('-', before.slice(start, before.length - end)),
    ...signed('+', after.slice(start, after.length - end)),
    ...signed(' ', before.slice(before.length - end)),
  ];
};

/** Every line of both, in order. */
export const lineDiff = (before: readonly string[], after: readonly string[]): readonly DiffLine[] =>
  diffArrays([...before], [...after], { maxEditLength: MOST_EDITS })?.flatMap(({ added, removed, value }) =>
    signed(added ? '+' : removed ? '-' : ' ', value),
  ) ?? replaced(before, after);

/** Every line of both objects, in order; a creation is all `+`, a deletion all `-`. */
export const objectDiff = (before: Resource | undefined, after: Resource | undefined): readonly DiffLine[] =>
  lineDiff(yamlLines(before), yamlLines(after, before));

/** Fewer lines than this are not worth a fold. */
const WORTH_FOLDING = 3;

/** The same lines with all that is far from a difference folded away; `context` lines stay on either side. */
export const folded = (lines: readonly DiffLine[], context = 3): readonly (DiffLine | Fold)[] => {
  const near = new Uint8Array(lines.length);
  for (const [i, line] of lines.entries()) if (line.sign !== ' ') near.fill(1, Math.max(0, i - context), i + context + 1);
  const parts: (DiffLine | Fold)[] = [];
  for (let from = 0; from < lines.length;) {
    let to = from;
    while (to < lines.length && near[to] === near[from]) to++;
    if (near[from] === 1 || to - from < WORTH_FOLDING) for (const line of lines.slice(from, to)) parts.push(line);
    else parts.push({ hidden: to - from });
    from = to;
  }
  return parts;
};

/** Lines of a diff as `kubectl diff` prints them, with folds as hunk marks. */
export const unifiedDiff = (name: string, before: Resource | undefined, after: Resource | undefined): readonly string[] => [
  `--- ${before ? `live ${printable(name)}` : '/dev/null'}`,
  `+++ ${after ? `hardened ${printable(name)}` : '/dev/null'}`,
  ...folded(objectDiff(before, after)).map((part) => (isFold(part) ? `@@ ${part.hidden} unchanged lines @@` : `${part.sign}${part.text}`)),
];
