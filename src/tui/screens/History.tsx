import { Box } from 'ink';
import type { UndoStep } from '../../app/planUndo.ts';
import { runState, type Run, type Step } from '../../app/run.ts';
import { printable } from '../../core/printable.ts';
import { describeRef } from '../../core/resource.ts';
import { reportedDrift, valueText, writerText } from '../../report/drift.ts';
import { windowTop } from '../findingsList.ts';
import { bodyHeight, split } from '../layout.ts';
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
  return run.does === 'rollback' ? `rollback, ${state === 'applied' ? 'done' : state}` : state;
};

const runRow = (run: Run, isAt: boolean): Line => [
  span(isAt ? '> ' : '  ', 'key'),
  cell(run.id, 13, isAt ? 'cursor' : 'plain'),
  span(' '),
  cell(run.started.slice(5, 16).replace('T', ' '), 12, 'dim'),
  cellRight(String(run.steps.length), 4),
  span('  '),
  span(wordOf(run), STYLES[runState(run)]),
];

const listRows = ({ history, cursor }: Model, width: number, height: number): readonly Line[] => {
  if (!history) return [line('Reading the records …', 'accent')];
  const corrupt = history.corrupt.flatMap(({ id, reason, file }) =>
    paragraph('! ', `${id} was set aside: ${reason}${file === undefined ? '' : ` (${file})`}`, width, 'warn', 'warn'),
  );
  if (history.runs.length === 0)
    return [...corrupt, ...paragraph('', 'No run yet: what is applied is recorded here, and can be rolled back.', width, 'dim')];
  const room = Math.max(1, height - corrupt.length - 1);
  const top = windowTop(0, cursor, room);
  const heading = [
    span('  '),
    cell('RUN', 14, 'dim'),
    cell('UTC', 12, 'dim'),
    cellRight('OBJ', 4, 'dim'),
    span('  '),
    span('STATE', 'dim'),
  ];
  return [...corrupt, heading, ...history.runs.slice(top, top + room).map((run, i) => runRow(run, top + i === cursor))];
};

const VERBS = { create: 'delete', delete: 'create again', edit: 'restore' } as const;

const undoRow = (undone: UndoStep, width: number): readonly Line[] => {
  const { step, undo, refused } = undone;
  const name = describeRef(step.ref);
  if (undo.state === 'already') return paragraph('-- ', `${name}: undone already`, width, 'dim', 'dim');
  if (undo.state === 'ready' && refused === undefined) return paragraph('OK ', `${VERBS[step.action]} ${name}`, width, 'plain', 'good');
  return [
    ...paragraph('!! ', `${name}: ${refused ?? 'changed since'}; it stays as it is`, width, 'warn', 'bad'),
    ...reportedDrift(undone).flatMap(({ path, applied, now, by }) =>
      paragraph(
        '   ~ ',
        `${printable(path)}: ${valueText(applied)} was set, now ${valueText(now)}${by ? ` by ${writerText(by)}` : ''}`,
        width,
        'dim',
      ),
    ),
  ];
};

const undoRows = (run: Run, { undo }: Model, width: number): readonly Line[] => {
  if (run.does === 'rollback' || undo?.id !== run.id) return [];
  if (undo.trouble)
    return [
      BLANK,
      line('ROLLING BACK', 'title'),
      ...[undo.trouble.message, ...undo.trouble.next].flatMap((text) => paragraph('! ', text, width, 'warn', 'warn')),
    ];
  if (!undo.plan) return [BLANK, line('Looking what rolling it back would do now …', 'accent')];
  if (undo.plan.steps.length === 0) return [BLANK, line('Nothing of it is left to undo.', 'dim')];
  const foreign = undo.plan.foreign === undefined ? [] : paragraph('! ', undo.plan.foreign, width, 'bad', 'bad');
  return [BLANK, line('ROLLING BACK WOULD NOW', 'title'), ...foreign, ...undo.plan.steps.flatMap((step) => undoRow(step, width))];
};

const stepRows = (step: Step, width: number): readonly Line[] => {
  const { mark, style, word } = stepState(step.state);
  const detail = step.detail === undefined || step.detail === '' ? '' : `; ${step.detail}`;
  return paragraph(`${mark} `, `${step.action} ${describeRef(step.ref)}: ${word}${detail}`, width, 'plain', style);
};

const detailRows = (run: Run, screen: Model, width: number): readonly Line[] => [
  ...paragraph('', `${run.does === 'rollback' ? `Rollback of ${run.undoes ?? ''}` : 'Apply'}: ${runState(run)}`, width, 'bold'),
  ...paragraph(
    '',
    `${run.started.slice(0, 19).replace('T', ' ')} UTC${run.target.user === undefined ? '' : ` by ${run.target.user}`}, kubeharden ${run.version}`,
    width,
    'dim',
  ),
  BLANK,
  ...run.steps.flatMap((step) => stepRows(step, width)),
  ...undoRows(run, screen, width),
];

/** The runs of this target, and what undoing one would do now. */
export const History = ({ state, screen }: { readonly state: State; readonly screen: Model }) => {
  const { history, cursor, pane, top } = screen;
  const height = bodyHeight(state.size);
  const { left, right } = split(state.size, 0.5);
  const both = hasTwoPanes(state.size);
  const run = history?.runs[cursor];
  const rows = run ? detailRows(run, screen, right - 4) : [];
  const from = Math.min(top, Math.max(0, rows.length - height + 2));
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
            rows={rows.slice(from)}
            focused={pane === 'detail'}
          />
        )}
      </Box>
    </>
  );
};
