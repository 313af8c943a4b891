import type { PlannedChange } from '../../app/plan.ts';
import { actionOf } from '../../core/change.ts';
import { describeRef } from '../../core/resource.ts';
import { folded, isFold, objectDiff, type DiffLine } from '../../report/objectDiff.ts';
import { line, span, type Line } from '../line.ts';
import type { Style } from '../theme.ts';
import { plural } from './words.ts';

const STYLES: Readonly<Record<DiffLine['sign'], Style>> = { ' ': 'dim', '+': 'added', '-': 'removed' };

const known = new WeakMap<object, readonly DiffLine[]>();

/** What stands there and what the server would store; without its answer, what we would send. Made once for each change. */
const diffOf = (change: PlannedChange): readonly DiffLine[] => {
  let lines = known.get(change);
  if (!lines) {
    const { before, after } = change.preview ?? change.change;
    known.set(change, (lines = objectDiff(before, after)));
  }
  return lines;
};

/** The unified difference of one object, unchanged parts folded unless `context` says otherwise. */
export const diffRows = (change: PlannedChange, context = 3): readonly Line[] =>
  folded(diffOf(change), context).map((part) =>
    isFold(part)
      ? line(`  ··· ${plural(part.hidden, 'unchanged line')} ···`, 'dim')
      : [span(`${part.sign} ${part.text}`, STYLES[part.sign])],
  );

/** Several objects one below the other, each under its name. */
export const changesRows = (changes: readonly PlannedChange[]): readonly Line[] =>
  changes.length === 1 && changes[0]
    ? diffRows(changes[0])
    : changes.flatMap((change) => [line(`${actionOf(change.change)} ${describeRef(change.change.ref)}`, 'bold'), ...diffRows(change)]);

/** The server's answer in a few words. */
export const answerOf = ({ preview, refused }: PlannedChange): { readonly text: string; readonly style: Style } => {
  if (refused !== undefined) return { text: `refused: ${refused}`, style: 'bad' };
  if (!preview) return { text: 'not asked', style: 'warn' };
  if (preview.checked === 'later') return { text: `verifiable later: ${preview.reason ?? 'it depends on an earlier step'}`, style: 'warn' };
  return { text: `dry-run accepted, ${plural(preview.warnings.length, 'warning')}`, style: preview.warnings.length > 0 ? 'warn' : 'good' };
};
