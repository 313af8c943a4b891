import { Box } from 'ink';
import type { UndoStep } from '../../app/planUndo.ts';
import { runState, type Run, type Step } from '../../app/run.ts';
import { formatPath } from '../../core/diff.ts';
import { printable } from '../../core/printable.ts';
import { describeRef, sameRef } from '../../core/resource.ts';
import { reportedDrift, valueText, writerText } from '../../report/drift.ts';
import { standingNow } from '../../report/standing.ts';
import { windowTop } from '../findingsList.ts';
import { bodyHeight, HISTORY_SHARE, split } from '../layout.ts';
import { BLANK, cell, cellRight, line, paragraph, span, type Line } from '../line.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { plural } from '../parts/words.ts';
import { hasTwoPanes, type HistoryScreen as Model, type State } from '../state.ts';
import type { Style } from '../theme.ts';
import { stepState } from './Applying.tsx';

const STYLES: Readonly<Record<ReturnType<typeof runState>, Style>> = {
  running: 'accent',
  applied: 'good',
  partial: 'warn',
  'not written': 'warn',
  'rolled back': 'dim',
  interrupted: 'bad',
};

const wordOf = (run: Run): string => {
  const state = runState(run);
  if (run.does === 'rehearsal') return run.finished === undefined ? 'rehearsal, cut off' : 'rehearsal';
  return run.does === 'rollback' ? `rollback, ${state === 'applied' ? 'done' : state}` : state;
};

const runRow = (run: Run, isAt: boolean, isPicked: boolean): Line => [
  span(isAt ? '> ' : '  ', 'key'),
  span(isPicked ? '* ' : '  ', 'accent'),
  cell(run.id, 13, isAt ? 'cursor' : 'plain'),
  span(' '),
  cell(run.started.slice(5, 16).replace('T', ' '), 11, 'dim'),
  cellRight(String(run.steps.length), 4),
  span('  '),
  span(wordOf(run), STYLES[runState(run)]),
];

const listRows = ({ history, cursor, picked }: Model, width: number, height: number): readonly Line[] => {
  if (!history) return [line('Reading the records …', 'accent')];
  const corrupt = history.corrupt.flatMap(({ id, reason, file }) =>
    paragraph('! ', `${id} was set aside: ${reason}${file === undefined ? '' : ` (${file})`}`, width, 'warn', 'warn'),
  );
  if (history.runs.length === 0)
    return [...corrupt, ...paragraph('', 'No run yet: what is applied is recorded here, and can be rolled back.', width, 'dim')];
  const room = Math.max(1, height - corrupt.length - 1);
  const top = windowTop(0, cursor, room, history.runs.length);
  const heading = [
    span('    '),
    cell('RUN', 14, 'dim'),
    cell('UTC', 11, 'dim'),
    cellRight('OBJ', 4, 'dim'),
    span('  '),
    span('STATE', 'dim'),
  ];
  return [...corrupt, heading, ...history.runs.slice(top, top + room).map((run, i) => runRow(run, top + i === cursor, picked.has(run.id)))];
};

const VERBS = { create: 'delete', delete: 'create again', edit: 'restore' } as const;

/** `isAt`: under the cursor. */
interface Row {
  readonly line: Line;
  readonly isAt: boolean;
}

const plain = (lines: readonly Line[]): readonly Row[] => lines.map((of) => ({ line: of, isAt: false }));

const undoLines = (undone: UndoStep, width: number): readonly Line[] => {
  const { step, undo, refused } = undone;
  const name = describeRef(step.ref);
  if (undo.state === 'already' && refused === undefined) return paragraph('-- ', `${name}: undone already`, width, 'dim', 'dim');
  if (undo.state === 'ready' && refused === undefined) {
    const { state, detail = '' } = standingNow(undone);
    const some = state === 'as applied' ? '' : `, ${state}: ${printable(detail)}`;
    return paragraph('OK ', `${VERBS[step.action]} ${name}${some}`, width, 'plain', 'good');
  }
  const changed = reportedDrift(undone);
  return [
    ...paragraph('!! ', `${name}: ${refused ?? 'changed since'}; it stays as it is`, width, 'warn', 'bad'),
    ...changed.flatMap(({ path, before, applied, now, by }) =>
      paragraph(
        '   ~ ',
        `${printable(path)}: was ${valueText(before)}, set to ${valueText(applied)}, now ${valueText(now)}${by ? ` by ${writerText(by)}` : ''}`,
        width,
        'dim',
      ),
    ),
  ];
};

const undoRow = (undone: UndoStep, index: number, { object, only }: Model, width: number): readonly Row[] => {
  const isOut = only !== undefined && !sameRef(only, undone.step.ref);
  const lines = isOut
    ? paragraph('.. ', `${describeRef(undone.step.ref)}: not now`, width - 2, 'dim', 'dim')
    : undoLines(undone, width - 2);
  return lines.map((of, i) => ({
    line: [span(index === object && i === 0 ? '> ' : '  ', 'key'), ...of],
    isAt: index === object && i === 0,
  }));
};

const undoRows = (run: Run, screen: Model, width: number): readonly Row[] => {
  const { undo, only } = screen;
  if (!undo?.undoing.runs.includes(run.id)) return [];
  if (undo.trouble)
    return plain([
      BLANK,
      line('ROLLING BACK', 'title'),
      ...[undo.trouble.message, ...undo.trouble.next].flatMap((text) => paragraph('! ', text, width, 'warn', 'warn')),
    ]);
  if (!undo.plans) return plain([BLANK, line('Looking what rolling it back would do now …', 'accent')]);
  const steps = undo.plans.flatMap((plan) => plan.steps);
  if (steps.length === 0) return plain([BLANK, line('Nothing of it is left to undo.', 'dim')]);
  const foreign = undo.plans.flatMap((plan) => (plan.foreign === undefined ? [] : paragraph('! ', plan.foreign, width, 'bad', 'bad')));
  const title = only ? `ROLLING BACK ONLY ${describeRef(only)} WOULD NOW` : 'ROLLING BACK WOULD NOW';
  return [...plain([BLANK, line(title, 'title'), ...foreign]), ...steps.flatMap((step, i) => undoRow(step, i, screen, width))];
};

const stepRows = (step: Step, width: number): readonly Line[] => {
  const { mark, style, word } = stepState(step.state);
  const undone = step.undone === undefined ? '' : `; undone: ${step.undone.map(formatPath).join(', ')}`;
  const detail = `${undone}${step.detail === undefined || step.detail === '' ? '' : `; ${step.detail}`}`;
  return paragraph(`${mark} `, `${step.action} ${describeRef(step.ref)}: ${word}${detail}`, width, 'plain', style);
};

const headOf = ({ does, undoes = '' }: Run): string =>
  ({ apply: 'Apply', rollback: `Rollback of ${undoes}`, rehearsal: 'Rehearsal' })[does];

const detailRows = (run: Run, screen: Model, width: number): readonly Row[] => [
  ...plain(headRows(run, width)),
  ...plain(run.steps.flatMap((step) => stepRows(step, width))),
  ...undoRows(run, screen, width),
];

/** The detail follows the object under the cursor. */
const firstRow = (rows: readonly Row[], { top }: Model, room: number): number => {
  const at = rows.findIndex(({ isAt }) => isAt);
  return Math.max(0, Math.min(at < 0 ? top : at - Math.floor(room / 2), rows.length - room));
};

const headRows = (run: Run, width: number): readonly Line[] => [
  ...paragraph('', `${headOf(run)}: ${runState(run)}`, width, 'bold'),
  ...paragraph(
    '',
    `${run.started.slice(0, 19).replace('T', ' ')} UTC${run.target.user === undefined ? '' : ` by ${run.target.user}`}, kubeharden ${run.version}`,
    width,
    'dim',
  ),
  BLANK,
];

/** The runs of this target, and what undoing one would do now. */
export const History = ({ state, screen }: { readonly state: State; readonly screen: Model }) => {
  const { history, cursor, pane } = screen;
  const height = bodyHeight(state.size);
  const { left, right } = split(state.size, HISTORY_SHARE);
  const both = hasTwoPanes(state.size);
  const run = history?.runs[cursor];
  const rows = run ? detailRows(run, screen, right - 4) : [];
  const from = firstRow(rows, screen, height - 2);
  const note = rows.length > height - 2 ? `${from + 1}-${Math.min(rows.length, from + height - 2)}/${rows.length}` : '';
  return (
    <>
      <SubHeader
        state={state}
        left={[span(history ? `records: ${history.place}` : '', 'dim')]}
        right={[span(history ? plural(history.runs.length, 'run') : '')]}
      />
      <Box>
        {(both || pane === 'list') && (
          <Pane title="Runs" width={left} height={height} rows={listRows(screen, left - 4, height - 2)} focused={pane === 'list'} />
        )}
        {(both || pane === 'detail') && (
          <Pane
            title={run ? `Run ${run.id}` : ''}
            note={note}
            width={right}
            height={height}
            rows={rows.slice(from).map((row) => row.line)}
            focused={pane === 'detail'}
          />
        )}
      </Box>
    </>
  );
};
