import type { Finding } from '../../core/finding.ts';
import { describeRef } from '../../core/resource.ts';
import { scoreText } from '../../report/scoreText.ts';
import { bodyHeight } from '../layout.ts';
import { BLANK, line, paragraph, span, type Line } from '../line.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { plural } from '../parts/words.ts';
import type { State, Summary as Model, World } from '../state.ts';
import type { Style } from '../theme.ts';

interface Entry {
  readonly finding: Finding;
  readonly reason?: string;
}

const section = (title: string, style: Style, entries: readonly Entry[], width: number): readonly Line[] =>
  entries.length === 0
    ? []
    : [
        BLANK,
        line(`${title} ${entries.length}`, style),
        ...entries.flatMap(({ finding, reason }) =>
          paragraph('  ', `${finding.remediation}  ${describeRef(finding.ref)}${reason === undefined ? '' : `: ${reason}`}`, width),
        ),
      ];

const entriesOf = ({ session, scan }: World) => {
  const left = scan.result.findings.map((finding) => ({ finding, choice: session.decisions.get(finding.id) }));
  const chosen = (choice: string): readonly Finding[] => left.filter((entry) => entry.choice === choice).map(({ finding }) => finding);
  const own = (finding: Finding): boolean => finding.fix !== 'owned' && finding.fix !== 'guide';
  const known = new Set(session.decisions.keys());
  return {
    accepted: chosen('accept').map((finding) => ({ finding, reason: 'accepted, not applied yet' })),
    skipped: chosen('skip')
      .filter(own)
      .map((finding) => ({ finding, reason: session.refused.get(finding.id) ?? 'you skipped it' })),
    ignored: chosen('ignore').map((finding) => ({ finding, reason: session.ignored.get(finding.id) ?? '' })),
    owners: left.flatMap(({ finding }) =>
      finding.fix === 'owned' && session.decisions.get(finding.id) !== 'accept'
        ? [{ finding, reason: finding.owner?.consequence ?? '' }]
        : [],
    ),
    guides: left.flatMap(({ finding }) => (finding.fix === 'guide' ? [{ finding }] : [])),
    undecided: left.flatMap(({ finding }) => (own(finding) && !known.has(finding.id) ? [{ finding }] : [])),
  };
};

const rowsOf = (world: World, width: number): readonly Line[] => {
  const { session, scan } = world;
  const { accepted, skipped, ignored, owners, guides, undecided } = entriesOf(world);
  const { fixed } = session;
  const total = fixed.length + scan.result.findings.length;
  const unread = scan.result.notChecked;
  return [
    [
      span(`Fixed ${fixed.length} of ${total}. `, 'bold'),
      span(`Score ${scoreText(session.scoreAtStart)} -> ${scoreText(scan.result.score)}. `),
      span(`${plural(scan.result.ran, 'check')} ran, ${unread.length} could not.`, 'dim'),
    ],
    ...section(
      'FIXED',
      'good',
      fixed.map((finding) => ({ finding })),
      width,
    ),
    ...section('ACCEPTED', 'accent', accepted, width),
    ...section('SKIPPED', 'warn', skipped, width),
    ...section('IGNORED', 'dim', ignored, width),
    ...section('LEFT TO OWNERS', 'warn', owners, width),
    ...section('OUTSIDE THE API', 'warn', guides, width),
    ...section('NOT DECIDED', 'warn', undecided, width),
    ...(unread.length === 0
      ? []
      : [
          BLANK,
          line(`NOT CHECKED ${unread.length}`, 'warn'),
          ...unread.flatMap(({ remediation, reason }) => paragraph('  ', `${remediation}: ${reason}`, width)),
        ]),
  ];
};

/** What was fixed, what was not, and why. */
export const Summary = ({ state, world, screen }: { readonly state: State; readonly world: World; readonly screen: Model }) => {
  const { columns } = state.size;
  const height = bodyHeight(state.size);
  const rows = rowsOf(world, columns - 4);
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
