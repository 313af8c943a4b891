import { Box } from 'ink';
import type { PlannedChange } from '../../app/plan.ts';
import type { Rehearsal } from '../../app/rehearsal.ts';
import { actionOf } from '../../core/change.ts';
import { kubectlPatch } from '../kubectlPatch.ts';
import { bodyHeight, split } from '../layout.ts';
import { BLANK, line, paragraph, span, type Line } from '../line.ts';
import { answerOf } from '../parts/diffRows.ts';
import { objectWithin } from '../parts/words.ts';
import { markOf } from '../parts/marks.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { denialLine, planLine } from '../../report/planLine.ts';
import { widthOf } from '../../report/width.ts';
import { rehearsalWords } from '../../report/rehearsalReport.ts';
import { hasImpactPane, shownDiff } from '../reviewLayout.ts';
import { overtaken, overtakenIn } from '../since.ts';
import { leftOf, overrideOf } from '../update/owning.ts';
import { hasTwoPanes, type Review as Model, type State, type World } from '../state.ts';

const section = (title: string, rows: readonly Line[]): readonly Line[] =>
  rows.length === 0 ? [] : [line(title, 'title'), ...rows, BLANK];

const texts = (list: readonly string[], width: number, lead = ''): readonly Line[] => list.flatMap((text) => paragraph(lead, text, width));

const CONFIRMS = { enter: 'enter confirms it', y: 'y confirms it', name: 'the name of the target has to be typed' } as const;

/** What becomes of an object that somebody else owns. */
const ownerRows = (world: World | undefined, change: PlannedChange, width: number): readonly Line[] => {
  if (!world) return [];
  const override = overrideOf(world, change);
  if (override) return paragraph('', `It is written all the same (${override}); O changes that.`, width, 'warn');
  return leftOf(world, change) === undefined ? [] : paragraph('', 'It is left to the owner; O writes it all the same.', width, 'accent');
};

const OUTCOMES = { ready: 'good', failed: 'bad', inconclusive: 'warn' } as const;

/** Evidence, and no proof: the pod ran for some seconds, and nobody asked it anything. */
const rehearsalRows = (rehearsal: Rehearsal, width: number): readonly Line[] => [
  ...paragraph('', rehearsal.outcome.state, width, OUTCOMES[rehearsal.outcome.state]),
  ...texts(rehearsalWords(rehearsal), width),
];

/** What became of the object after the server was asked. */
const overtakenRows = ({ since }: World, change: PlannedChange, width: number): readonly Line[] => {
  const how = overtaken(since, change);
  if (how === undefined) return [];
  const { text, style = 'plain' } = markOf(how);
  return paragraph(
    `${text} `,
    'on the target after the server was asked: r asks again. Nothing is written that is not what was reviewed.',
    width,
    style,
    style,
  );
};

/** What the change means, all in sentences. */
const impactRows = (change: PlannedChange, { plan, rehearsals }: Model, world: World | undefined, width: number): readonly Line[] => {
  const answer = answerOf(change);
  const rehearsed = rehearsals?.find((rehearsal) => rehearsal.change === change);
  return [
    ...section('SINCE THEN', world ? overtakenRows(world, change, width) : []),
    ...section('SERVER', [...paragraph('', answer.text, width, answer.style), ...texts(change.preview?.warnings ?? [], width, '! ')]),
    ...section('REHEARSAL', rehearsed ? rehearsalRows(rehearsed, width) : []),
    ...section(
      'CLOSES',
      texts(
        change.findings.map(({ remediation }) => remediation),
        width,
      ),
    ),
    ...section('NOW', texts(change.impact.now, width)),
    ...section('AT THE NEXT START', texts(change.impact.later, width)),
    ...section('MAY HURT', [
      ...texts(change.impact.warnings, width, '! '),
      ...texts(
        change.findings.flatMap(({ doubts }) => doubts.map(({ text }) => text)),
        width,
        '! ',
      ),
    ]),
    ...section('OWNER', [
      ...texts(
        change.owners.map(({ tool, name, consequence }) => `${tool} ${name}: ${consequence}`),
        width,
      ),
      ...ownerRows(world, change, width),
    ]),
    ...section('RIGHTS', texts(plan.denials.map(denialLine), width, '! ')),
    ...section('CONFIRMATION', texts([CONFIRMS[change.danger]], width)),
    ...section(
      'ROLLBACK',
      texts(['The object and the inverse are on disk before the write; history takes it back.', ...change.impact.rollback], width),
    ),
    ...section('EQUIVALENT', paragraph('', kubectlPatch(change), width, 'dim')),
  ];
};

/** What stands in a pane that is scrolled to `top`, and where that is. */
const windowed = (rows: readonly Line[], top: number, room: number): { readonly rows: readonly Line[]; readonly note: string } => {
  const from = Math.min(top, Math.max(0, rows.length - room));
  return { rows: rows.slice(from), note: rows.length > room ? `${from + 1}-${Math.min(rows.length, from + room)}/${rows.length}` : '' };
};

/** What stands around the object in the title: the action, frame and blanks. */
const AROUND = 16;

/** Without a pane of its own the impact stands below the difference. */
const Panes = ({ state, screen, change }: { readonly state: State; readonly screen: Model; readonly change: PlannedChange }) => {
  const height = bodyHeight(state.size);
  const both = hasImpactPane(state.size, screen);
  const { left, right } = both ? split(state.size, 0.6) : { left: state.size.columns, right: state.size.columns };
  const onImpact = both && screen.pane === 'impact';
  const { rows, hunks } = shownDiff(state.size, screen, change);
  const meaning = impactRows(change, screen, state.world, right - 4);
  const diff = windowed(both ? rows : [...rows, BLANK, ...meaning], onImpact ? 0 : screen.top, height - 2);
  const impact = windowed(meaning, onImpact ? screen.top : 0, height - 2);
  const how = state.world && overtaken(state.world.since, change);
  const note = [how ? markOf(how).text : '', hunks.length > 1 ? `change ${screen.view.hunk + 1} of ${hunks.length}` : '', diff.note]
    .filter(Boolean)
    .join('  ');
  return (
    <Box>
      <Pane
        title={`${actionOf(change.change)} ${objectWithin(change.change.ref, left - AROUND - widthOf(note))}`}
        note={note}
        width={left}
        height={height}
        rows={diff.rows}
        focused={!onImpact}
      />
      {both && <Pane title="Impact" note={impact.note} width={right} height={height} rows={impact.rows} focused={onImpact} />}
    </Box>
  );
};

/** The plan, one object at a time: what the server would store, what it means, and the same as a command. */
export const Review = ({ state, screen }: { readonly state: State; readonly screen: Model }) => {
  const { changes } = screen.plan;
  const change = changes[screen.object];
  const refused = changes.filter((c) => c.refused !== undefined).length;
  const dropped = screen.dropped.flat().length;
  const late = state.world ? overtakenIn(state.world.since, changes) : 0;
  return (
    <>
      <SubHeader
        state={state}
        left={[
          ...(late > 0 ? [span(`~${late} changed since, r asks again  `, 'warn')] : []),
          span('Plan: ', 'bold'),
          span(planLine(changes)),
          ...(refused > 0 ? [span(`  ${refused} refused`, 'bad')] : []),
          ...(dropped > 0 ? [span(`  ${dropped} taken out, u brings back`, 'warn')] : []),
        ]}
        right={[span(`${hasTwoPanes(state.size) ? 'object ' : ''}${screen.object + 1} of ${changes.length}`)]}
      />
      {change && <Panes state={state} screen={screen} change={change} />}
    </>
  );
};
