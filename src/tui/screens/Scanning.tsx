import { bodyHeight } from '../layout.ts';
import { BLANK, cell, paragraph, span, type Line } from '../line.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { plural, severityMark } from '../parts/words.ts';
import { describeRef } from '../../core/resource.ts';
import type { Failed as FailedModel, Scanning as Model, State } from '../state.ts';

const progress = ({ connected, done, total, objects, kind }: Model): Line => {
  if (!connected) return [span('Connecting …', 'accent')];
  return total === 0
    ? [span('Reading …', 'accent')]
    : [span(`${done} of ${total} kinds`, 'bold'), span(`  ${plural(objects, 'object')}  last: ${kind}`, 'dim')];
};

const rowsOf = ({ findings }: Model, width: number, height: number): readonly Line[] =>
  findings.length === 0
    ? paragraph('', 'Findings appear here as soon as all that a check needs has been read.', width, 'dim')
    : findings
        .slice(-height)
        .map(({ severity, remediation, ref }) => [
          span('  '),
          severityMark(severity),
          span(' '),
          cell(remediation, 26),
          span(' '),
          span(describeRef(ref)),
        ]);

/** What streams in while the target is read. */
export const Scanning = ({ state, screen }: { readonly state: State; readonly screen: Model }) => {
  const { columns } = state.size;
  const height = bodyHeight(state.size);
  return (
    <>
      <SubHeader state={state} left={progress(screen)} right={[span(plural(screen.findings.length, 'finding'))]} />
      <Pane
        title={`Reading ${screen.choice.name}`}
        width={columns}
        height={height}
        rows={rowsOf(screen, columns - 4, height - 2)}
        focused
      />
    </>
  );
};

/** Not reachable, not allowed, credentials over: what it was, what to do, and a way on. */
export const Failed = ({ state, screen }: { readonly state: State; readonly screen: FailedModel }) => {
  const { columns } = state.size;
  const { choice, trouble } = screen;
  const width = columns - 4;
  const read = state.world?.scan.snapshot.facts.now;
  const rows: readonly Line[] = [
    ...paragraph('', trouble.message, width, 'bad'),
    BLANK,
    ...trouble.next.flatMap((text) => paragraph('- ', text, width)),
    BLANK,
    [span('r', 'key'), span(' tries again   '), span('c', 'key'), span(' opens another context or the demo')],
    ...(read === undefined
      ? []
      : [[span('esc', 'key'), span(` goes back to what was read at ${read.slice(0, 19).replace('T', ' ')} UTC`)]]),
  ];
  return (
    <>
      <SubHeader state={state} left={[span(choice.detail, 'dim')]} />
      <Pane title={`${choice.name} could not be read`} width={columns} height={bodyHeight(state.size)} rows={rows} focused />
    </>
  );
};
