import type { PlannedChange } from '../../app/plan.ts';
import { actionOf } from '../../core/change.ts';
import { describeRef } from '../../core/resource.ts';
import { folded, objectDiff, type DiffLine } from '../../report/objectDiff.ts';
import { beside, unified, type Side } from '../../report/wordDiff.ts';
import { fitted, line, span, wrapped, type Line } from '../line.ts';
import type { Style } from '../theme.ts';
import { plural } from './words.ts';

/** How a difference is drawn. */
export interface DiffView {
  readonly layout: 'unified' | 'beside';
  readonly unfolded: boolean;
  /** Long lines that stay go on below, too; else they are cut. What changes is never cut. */
  readonly wrap: boolean;
  /** The change that the marks point at, counted from 0. */
  readonly hunk: number;
}

/** The rows of a difference, and where each of its changes begins. */
export interface DiffRows {
  readonly rows: readonly Line[];
  readonly hunks: readonly number[];
}

const STYLES: Readonly<Record<DiffLine['sign'], Style>> = { ' ': 'dim', '+': 'added', '-': 'removed' };
const WORDS: Readonly<Record<DiffLine['sign'], Style>> = { ' ': 'dim', '+': 'addedWord', '-': 'removedWord' };

const known = new WeakMap<object, readonly DiffLine[]>();

/** What stands there and what the server would store; without its answer, what we would send. Made once for each change. */
export const diffOf = (change: PlannedChange): readonly DiffLine[] => {
  let lines = known.get(change);
  if (!lines) {
    const { before, after } = change.preview ?? change.change;
    known.set(change, (lines = objectDiff(before, after)));
  }
  return lines;
};

const CONTEXT = 3;

const foldLine = (hidden: number): Line => line(`  ··· ${plural(hidden, 'unchanged line')} ···`, 'dim');

const spansOf = ({ sign, pieces }: Side): Line => [
  span(`${sign} `, STYLES[sign]),
  ...pieces.map(({ text, differs }) => span(text, (differs ? WORDS : STYLES)[sign])),
];

/** One row of the difference before it is fitted to a width. */
interface Row {
  readonly changes: boolean;
  /** As many rows as it takes. */
  readonly draw: (width: number, wrap: boolean) => readonly Line[];
}

const drawn = (spans: Line, width: number, wrap: boolean): readonly Line[] => (wrap ? wrapped(spans, width) : [spans]);

const unifiedRows = (lines: readonly DiffLine[], context: number): readonly Row[] =>
  unified(folded(lines, context)).map((row) =>
    'hidden' in row
      ? { changes: false, draw: () => [foldLine(row.hidden)] }
      : { changes: row.sign !== ' ', draw: (width, wrap) => drawn(spansOf(row), width, wrap) },
  );

const columns = (left: readonly Line[], right: readonly Line[], width: number): readonly Line[] =>
  Array.from({ length: Math.max(left.length, right.length) }, (_, i) => [
    ...fitted(left[i] ?? [], width),
    span(' │ ', 'border'),
    ...(right[i] ?? []),
  ]);

const besideRows = (lines: readonly DiffLine[], context: number): readonly Row[] =>
  beside(folded(lines, context)).map((row) => {
    if ('hidden' in row) return { changes: false, draw: () => [foldLine(row.hidden)] };
    const changes = row.left?.sign !== ' ';
    const draw: Row['draw'] = (width, wrap) => {
      const half = Math.floor((width - 3) / 2);
      const [left, right] = [row.left, row.right].map((side) => (side ? drawn(spansOf(side), half, wrap) : []));
      return columns(left ?? [], right ?? [], half);
    };
    return { changes, draw };
  });

/** Each change with a mark before it where the cursor is; `width` columns are all that is there. */
export const viewedDiff = (change: PlannedChange, view: DiffView, width: number): DiffRows => {
  const context = view.unfolded ? Infinity : CONTEXT;
  const rows: Line[] = [];
  const hunks: number[] = [];
  let changed = false;
  for (const row of (view.layout === 'beside' ? besideRows : unifiedRows)(diffOf(change), context)) {
    if (row.changes && !changed) hunks.push(rows.length);
    changed = row.changes;
    const here = changed && hunks.length - 1 === view.hunk;
    rows.push(...row.draw(width - 1, view.wrap || row.changes).map((spans) => [span(here ? '>' : ' ', 'accent'), ...spans]));
  }
  return { rows, hunks };
};

const diffRows = (change: PlannedChange, width: number): readonly Line[] =>
  unifiedRows(diffOf(change), CONTEXT).flatMap((row) => row.draw(width, row.changes));

/** Several objects one below the other, each under its name. */
export const changesRows = (changes: readonly PlannedChange[], width: number): readonly Line[] =>
  changes.length === 1 && changes[0]
    ? diffRows(changes[0], width)
    : changes.flatMap((change) => [
        line(`${actionOf(change.change)} ${describeRef(change.change.ref)}`, 'bold'),
        ...diffRows(change, width),
      ]);

/** The server's answer to all of these in a few words: the first that is not accepted, else how many warnings there are. */
export const answerToAll = (changes: readonly PlannedChange[]): string => {
  const open = changes.find(({ preview, refused }) => refused !== undefined || preview?.checked !== 'server');
  if (open) return answerOf(open).text;
  const warnings = changes.reduce((sum, { preview }) => sum + (preview?.warnings.length ?? 0), 0);
  return `dry-run accepted, ${plural(warnings, 'warning')}`;
};

/** The server's answer in a few words. */
export const answerOf = ({ preview, refused }: PlannedChange): { readonly text: string; readonly style: Style } => {
  if (refused !== undefined) return { text: `refused: ${refused}`, style: 'bad' };
  if (!preview) return { text: 'not asked', style: 'warn' };
  if (preview.checked === 'later') return { text: `verifiable later: ${preview.reason ?? 'it depends on an earlier step'}`, style: 'warn' };
  return { text: `dry-run accepted, ${plural(preview.warnings.length, 'warning')}`, style: preview.warnings.length > 0 ? 'warn' : 'good' };
};
