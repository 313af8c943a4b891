import { keyNames } from '../binding.ts';
import { screenKeys } from '../keys.ts';
import { fit } from '../../report/width.ts';
import { bodyHeight } from '../layout.ts';
import { BLANK, line, paragraph, span, type Line } from '../line.ts';
import type { Confirm as Question } from '../overlay.ts';
import { detailRows } from '../parts/detailRows.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { plural } from '../parts/words.ts';
import type { State, World } from '../state.ts';
import type { Finding } from '../../core/finding.ts';

const Scrolled = ({
  state,
  title,
  rows,
  top,
}: {
  readonly state: State;
  readonly title: string;
  readonly rows: readonly Line[];
  readonly top: number;
}) => {
  const height = bodyHeight(state.size);
  const room = height - 2;
  const from = Math.min(top, Math.max(0, rows.length - room));
  const note = rows.length > room ? `${from + 1}-${Math.min(rows.length, from + room)}/${rows.length}` : '';
  return (
    <>
      <SubHeader state={state} left={[]} />
      <Pane title={title} note={note} width={state.size.columns} height={height} rows={rows.slice(from)} focused />
    </>
  );
};

/** All keys of the screen below, from the table that they are read from; why one is off stands behind it. */
export const Help = ({ state, top }: { readonly state: State; readonly top: number }) => {
  const rows = screenKeys(state).flatMap((binding): readonly Line[] => {
    const off = binding.unless?.(state);
    const lead = fit(keyNames(binding), 13);
    const width = state.size.columns - 4;
    return off === undefined
      ? paragraph(lead, binding.does, width, 'plain', 'key')
      : paragraph(lead, `${binding.does} (off: ${off})`, width, 'dim', 'dim');
  });
  return <Scrolled state={state} title="Keys of this screen" rows={rows} top={top} />;
};

export const Explain = ({
  state,
  world,
  finding,
  top,
}: {
  readonly state: State;
  readonly world: World;
  readonly finding: Finding;
  readonly top: number;
}) => <Scrolled state={state} title={finding.remediation} rows={detailRows(world, finding, state.size.columns - 4)} top={top} />;

const askLine = ({ danger, name, typed }: Question): Line => {
  switch (danger) {
    case 'enter':
      return [span('enter', 'key'), span(' does it, '), span('esc', 'key'), span(' changes nothing')];
    case 'y':
      return [span('y', 'key'), span(' does it, '), span('esc', 'key'), span(' changes nothing')];
    case 'name':
      return [span('Type '), span(name, 'key'), span(' and enter: '), span(typed, 'bold'), span('█', 'accent')];
  }
};

/** The question before a write. The answer always stands in view; lists that are too long are counted. */
export const Confirm = ({ state, question }: { readonly state: State; readonly question: Question }) => {
  const { columns } = state.size;
  const height = bodyHeight(state.size);
  const width = columns - 4;
  const warnings = question.warnings.flatMap((text) => paragraph('! ', text, width, 'warn', 'warn'));
  const room = height - 2 - 4;
  const warned = warnings.slice(0, Math.ceil(room / 2));
  const more =
    warnings.length > warned.length
      ? [line(`  and ${plural(warnings.length - warned.length, 'more line', 'more lines')} of warnings; the review shows all`, 'warn')]
      : [];
  const listed = question.lines.slice(0, Math.max(1, room - warned.length - more.length - 1));
  const rest = question.lines.length > listed.length ? [line(`  and ${question.lines.length - listed.length} more`, 'dim')] : [];
  const rows = [
    ...listed.map((text, i) => line(text, i === 0 && question.then.do === 'apply' ? 'bold' : 'plain')),
    ...rest,
    ...(warned.length > 0 ? [BLANK, ...warned, ...more] : []),
    BLANK,
    askLine(question),
  ];
  return (
    <>
      <SubHeader
        state={state}
        left={[span(question.danger === 'name' ? `By name: ${question.because ?? ''}.` : 'Nothing has been sent yet.', 'warn')]}
      />
      <Pane title={question.title} width={columns} height={height} rows={rows} focused />
    </>
  );
};
