import { describeRef } from '../../core/resource.ts';
import { reportedPlace, valueText, writerText } from '../../report/drift.ts';
import { bodyHeight } from '../layout.ts';
import { cell, line, paragraph, span, type Line } from '../line.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { plural } from '../parts/words.ts';
import type { DriftScreen as Model, State } from '../state.ts';
import { driftedPlaces, type DriftedPlace } from '../update/drifting.ts';

interface Block {
  readonly rows: readonly Line[];
  readonly isAt: boolean;
}

const blockOf = ({ undone, place, name }: DriftedPlace, isAt: boolean, { restored }: Model, width: number): Block => {
  const { path, before, applied, now, by } = reportedPlace(undone, place);
  const isRestored = restored.has(name);
  const column = Math.max(12, Math.floor((width - 14) / 3));
  const side = (title: string, value: unknown): readonly [ReturnType<typeof cell>, ReturnType<typeof cell>] => [
    cell(`${title} `, title.length + 1, 'dim'),
    cell(valueText(value, column - title.length - 2), column - title.length - 1),
  ];
  return {
    isAt,
    rows: [
      [
        span(isAt ? '> ' : '  ', 'key'),
        span(isRestored ? '[restore] ' : '[keep]    ', isRestored ? 'warn' : 'good'),
        span(`${describeRef(undone.step.ref)} ${path === '' ? '(the object)' : path}`, isAt ? 'cursor' : 'plain'),
      ],
      [span('            '), ...side('before', before), ...side('applied', applied), ...side('now', now)],
      [span('            '), span(by ? `by ${writerText(by)}` : 'the server does not say by whom', 'dim')],
    ],
  };
};

/** The rows around the block under the cursor. */
const windowed = (blocks: readonly Block[], room: number): readonly Line[] => {
  const at = blocks.findIndex(({ isAt }) => isAt);
  const rows = blocks.flatMap((block) => block.rows);
  const first = blocks.slice(0, Math.max(0, at)).reduce((sum, block) => sum + block.rows.length, 0);
  const size = blocks[at]?.rows.length ?? 0;
  const from = Math.max(0, Math.min(first - Math.floor((room - size) / 2), rows.length - room));
  return rows.slice(from, from + room);
};

/** Before, applied, now: each place that somebody changed since the run, who did, and what becomes of it. */
export const Drift = ({ state, screen }: { readonly state: State; readonly screen: Model }) => {
  const { columns } = state.size;
  const height = bodyHeight(state.size);
  const places = driftedPlaces(screen.plans);
  const help = paragraph(
    '',
    'Kept is what is there now; restored is what was before the run, and that overwrites their change.',
    columns - 4,
    'dim',
  );
  const blocks = places.map((place, i) => blockOf(place, i === screen.cursor, screen, columns - 4));
  return (
    <>
      <SubHeader
        state={state}
        left={[span(`Run ${screen.undoing.runs.join(', ')}: changed since by somebody else`, 'bold')]}
        right={[span(plural(places.length, 'place'))]}
      />
      <Pane
        title="Changed since"
        width={columns}
        height={height}
        rows={[...help, line(''), ...windowed(blocks, height - 3 - help.length)]}
        focused
      />
    </>
  );
};
