import { needsRecovery } from '../../app/recover.ts';
import { runState, type Run } from '../../app/run.ts';
import { describeRef } from '../../core/resource.ts';
import { bodyHeight } from '../layout.ts';
import { BLANK, line, paragraph, span, type Line } from '../line.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { plural } from '../parts/words.ts';
import type { RecoverScreen as Model, State } from '../state.ts';
import { stepState } from './Applying.tsx';

const runRows = (run: Run, { over }: Model, width: number): readonly Line[] => {
  const state = over ? runState(run) : run.finished === undefined ? 'cut off' : 'something of it is open';
  return [
    BLANK,
    [span(`Run ${run.id}: `, 'title'), span(state, over && !needsRecovery(run) ? 'good' : 'warn')],
    line(`${run.does} with ${plural(run.steps.length, 'object')}, begun ${run.started.slice(0, 19).replace('T', ' ')} UTC`, 'dim'),
    ...run.steps.flatMap((step) => {
      const { mark, style, word } = stepState(step.state);
      const detail = step.detail === undefined || step.detail === '' ? '' : `; ${step.detail}`;
      const isOpen = !over && step.state === 'sending';
      const told = isOpen ? 'was being sent: not known whether it arrived' : word;
      return paragraph(
        `${isOpen ? '??' : mark} `,
        `${step.action} ${describeRef(step.ref)}: ${told}${detail}`,
        width,
        'plain',
        isOpen ? 'warn' : style,
      );
    }),
  ];
};

const introOf = ({ runs, over }: Model): string => {
  if (!over) return 'kubeharden ended before these runs did. What they changed is on record, but not how the last write ended.';
  return runs.some(needsRecovery)
    ? 'Not all of it could be found out: what is left is offered again at the next start.'
    : 'Each record says now what was really done. The history rolls it back.';
};

/** What was cut off before: how it ended is found out, or left for later. */
export const Recover = ({ state, screen }: { readonly state: State; readonly screen: Model }) => {
  const { columns } = state.size;
  const height = bodyHeight(state.size);
  const width = columns - 4;
  const rows = [...paragraph('', introOf(screen), width), ...screen.runs.flatMap((run) => runRows(run, screen, width))];
  const room = height - 2;
  const top = Math.min(screen.top, Math.max(0, rows.length - room));
  const note = rows.length > room ? `${top + 1}-${Math.min(rows.length, top + room)}/${rows.length}` : '';
  const title = `${plural(screen.runs.length, 'run')} ${screen.over ? 'found out' : screen.runs.length === 1 ? 'was cut off' : 'were cut off'}`;
  return (
    <>
      <SubHeader state={state} left={[span(screen.over ? 'Found out' : 'Something is left from an earlier start', 'bold')]} />
      <Pane title={title} note={note} width={columns} height={height} rows={rows.slice(top)} focused />
    </>
  );
};
