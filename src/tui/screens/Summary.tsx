import { scoreText } from '../../report/scoreText.ts';
import { fixedOf, type SessionEntry, type SessionPart, type SessionRecord } from '../../report/sessionRecord.ts';
import { bodyHeight } from '../layout.ts';
import { BLANK, line, paragraph, span, type Line } from '../line.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { plural } from '../parts/words.ts';
import { sessionRecord } from '../sessionRecord.ts';
import type { Since } from '../since.ts';
import type { State, Summary as Model, World } from '../state.ts';
import type { Style } from '../theme.ts';

const STYLES: Readonly<Record<SessionPart['title'], Style>> = {
  fixed: 'good',
  accepted: 'accent',
  skipped: 'warn',
  ignored: 'dim',
  'left to owners': 'warn',
  'outside the API': 'warn',
  'not decided': 'warn',
};

const entryRows = ({ remediation, object, reason = '' }: SessionEntry, width: number): readonly Line[] =>
  paragraph('  ', `${remediation}  ${object}${reason === '' ? '' : `: ${reason}`}`, width);

const titled = (title: string, style: Style, count: number, rows: readonly Line[]): readonly Line[] =>
  count === 0 ? [] : [BLANK, line(`${title.toUpperCase()} ${count}`, style), ...rows];

/** Why changes on the target may go unseen; nothing where all of it is followed, or none can be. */
const unfollowed = ({ watched }: Since, width: number): readonly Line[] =>
  watched?.why === undefined ? [] : paragraph('! ', `Changes may go unseen until the next scan: ${watched.why}.`, width, 'warn', 'warn');

const rowsOf = (record: SessionRecord, since: Since, width: number): readonly Line[] => [
  [span(`${fixedOf(record)}. `, 'bold'), span(`Score ${scoreText(record.scoreBefore)} -> ${scoreText(record.scoreAfter)}.`)],
  line(`${plural(record.ran, 'check')} ran, ${record.notChecked.length} could not.`, 'dim'),
  ...unfollowed(since, width),
  ...record.parts.flatMap(({ title, entries }) =>
    titled(
      title,
      STYLES[title],
      entries.length,
      entries.flatMap((entry) => entryRows(entry, width)),
    ),
  ),
  ...titled(
    'not checked',
    'warn',
    record.notChecked.length,
    record.notChecked.flatMap(({ remediation, reason }) => paragraph('  ', `${remediation}: ${reason}`, width)),
  ),
];

/** What was fixed, what was not, and why. */
export const Summary = ({ state, world, screen }: { readonly state: State; readonly world: World; readonly screen: Model }) => {
  const { columns } = state.size;
  const height = bodyHeight(state.size);
  const rows = rowsOf(sessionRecord(world, state.version), world.since, columns - 4);
  const room = height - 2;
  const top = Math.min(screen.top, Math.max(0, rows.length - room));
  const note = rows.length > room ? `${top + 1}-${Math.min(rows.length, top + room)}/${rows.length}` : '';
  return (
    <>
      <SubHeader state={state} left={[span('What was done, and what is left', 'bold')]} />
      <Pane title="Summary" note={note} width={columns} height={height} rows={rows.slice(top)} focused />
    </>
  );
};
