import type { Finding } from '../../core/finding.ts';
import { describeRef } from '../../core/resource.ts';
import { WAVE_TITLES, WAVES } from '../../core/waves.ts';
import { bodyHeight } from '../layout.ts';
import { line, paragraph, span, type Line } from '../line.ts';
import { answerToAll, changesRows } from '../parts/diffRows.ts';
import { alikeRows } from '../parts/alikeRows.ts';
import { capped } from '../parts/capped.ts';
import { guideRows } from '../parts/detailRows.ts';
import { sinceRows } from '../parts/marks.ts';
import { Pane, type PaneRow } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { doneOf, restartsOf, timeOf } from '../progress.ts';
import { placedObject, plural, severityMark } from '../parts/words.ts';
import { widthOf } from '../../report/width.ts';
import { atWaveEnd, countsHere, current, findingsOf, waveAt, type Session as Model } from '../session.ts';
import { hasTwoPanes, type Size, type State, type World } from '../state.ts';
import { answerTo, inputsOf, notPlannable, remediationOf } from '../world.ts';
import { WaveEnd } from './WaveEnd.tsx';

const BAR = 20;

const bar = (done: number, total: number): string => {
  const filled = total === 0 ? BAR : Math.round((BAR * done) / total);
  return `[${'='.repeat(Math.max(0, filled - 1))}${filled > 0 ? '>' : ''}${' '.repeat(BAR - filled)}]`;
};

/** On a narrow screen without the bar. */
const position = (session: Model, size: Size): { readonly left: Line; readonly right: Line } => {
  const wave = waveAt(session);
  const findings = findingsOf(session);
  const counts = countsHere(session);
  const title = wave && (hasTwoPanes(size) ? WAVE_TITLES[wave] : WAVE_TITLES[wave].split(' (')[0]);
  const left = title === undefined ? [] : [span(`Wave ${session.wave + 1} of ${WAVES.length}: `, 'bold'), span(title)];
  const at = Math.min(session.at + 1, findings.length);
  const progress = hasTwoPanes(size) ? [span(`  ${bar(counts.accept + counts.skip + counts.ignore, findings.length)}`, 'accent')] : [];
  return {
    left,
    right: [span(`change ${at} of ${findings.length}`), ...progress, span(`  ${counts.accept} accepted`, 'good')],
  };
};

const reasons = (world: World, finding: Finding, width: number, most: number): readonly Line[] => {
  const remediation = remediationOf(world, finding);
  const preview = world.session.previews.get(finding.id);
  const impacts = preview?.state === 'ready' ? preview.plan.changes.map(({ impact }) => impact) : [];
  const breaks = [...impacts.flatMap(({ warnings }) => warnings), remediation?.risk ?? ''].join(' ');
  const when = impacts.flatMap(({ now, later }) => [...now, ...later]).join(' ');
  const values = inputsOf(world, finding).map(
    (input) => `${input.name} = ${answerTo(input, finding, world.session.answers) ?? '?'} (${input.ask})`,
  );
  return [
    ...sinceRows(world.since, finding.ref, width),
    ...capped(paragraph('WHY     ', remediation?.why ?? '', width), most),
    ...capped(paragraph('BREAKS  ', breaks, width), most),
    ...(when === '' ? [] : capped(paragraph('WHEN    ', when, width), 2)),
    ...finding.doubts.flatMap(({ text }) => capped(paragraph('DOUBT   ', text, width, 'warn', 'warn'), most)),
    ...(finding.owner
      ? capped(
          paragraph('OWNER   ', `${finding.owner.tool} ${finding.owner.name}: ${finding.owner.consequence}`, width, 'warn', 'warn'),
          most,
        )
      : []),
    ...values.flatMap((text) => capped(paragraph('VALUE   ', text, width, 'accent', 'accent'), 2)),
  ];
};

const changeRows = (world: World, finding: Finding, width: number): { readonly note: string; readonly rows: readonly Line[] } => {
  if (finding.fix === 'guide') return { note: 'steps to follow; n goes on', rows: guideRows(world, finding, width) };
  const preview = world.session.previews.get(finding.id);
  const open = notPlannable(world, finding);
  if (!preview) return { note: '', rows: paragraph('', open ?? 'not asked yet', width, 'warn') };
  if (preview.state === 'asked') return { note: 'asking the server …', rows: [] };
  if (preview.state === 'failed')
    return {
      note: 'no answer',
      rows: [preview.trouble.message, ...preview.trouble.next].flatMap((text) => paragraph('', text, width, 'bad')),
    };
  const { changes, denials } = preview.plan;
  const first = changes.find(({ refused }) => refused !== undefined) ?? changes[0];
  if (!first) return { note: 'nothing to change', rows: [line('Another fix has closed it: n goes on.', 'dim')] };
  const warnings = changes
    .flatMap((change) => change.preview?.warnings ?? [])
    .flatMap((text) => paragraph('! ', text, width, 'warn', 'warn'));
  const denied = denials.flatMap(({ verb, resource, namespace }) =>
    paragraph('! ', `you may not ${verb} ${resource}${namespace === undefined ? '' : ` in ${namespace}`}`, width, 'bad', 'bad'),
  );
  const refused = first.refused === undefined ? [] : paragraph('! ', first.refused, width, 'bad', 'bad');
  return {
    note: first.refused === undefined ? answerToAll(changes) : 'refused',
    rows: [...refused, ...denied, ...warnings, ...changesRows(changes, width)],
  };
};

const rowsOf = (world: World, finding: Finding, width: number, height: number): readonly PaneRow[] => {
  const above = reasons(world, finding, width, height < 20 ? 2 : 4);
  const below = alikeRows(world.session, width, height < 20 ? 2 : 4);
  const { note, rows } = changeRows(world, finding, width);
  const room = Math.max(3, height - above.length - below.length - 1);
  const top = Math.min(world.session.top, Math.max(0, rows.length - room));
  const shown = rows.slice(top, top + room);
  const scrolled = rows.length > room ? `${note}  ${top + 1}-${top + shown.length}/${rows.length}` : note;
  const title = finding.fix === 'guide' ? 'what to do' : width < 90 ? 'live -> stored' : 'live -> what the server would store';
  return [...above, { rule: title, note: scrolled }, ...shown, ...Array.from({ length: room - shown.length }, (): Line => []), ...below];
};

/** Over all waves: how many are decided, and what of it restarts; as much of it as there is room for beside the title, which names the object. */
const progressNote = (world: World, room: number): string => {
  const { done, total } = doneOf(world);
  const restarts = restartsOf(world);
  const decided = `${done} of ${total}`;
  const time = timeOf(restarts, world.pace);
  const pods = plural(restarts.pods, 'pod');
  const notes =
    restarts.pods === 0
      ? [`${decided} decided`, decided]
      : [
          `${decided} decided, ${time} of restarts left (${pods})`,
          `${decided}, ${time} of restarts left`,
          `${decided}, ${time} of restarts`,
          `${decided}, ${time} restarts`,
          decided,
        ];
  return notes.find((note) => widthOf(note) <= room) ?? '';
};

/** Frame, blanks and a dash on either side of title and note. */
const AROUND = 9;

/** One change after another, the keys of `git add -p`. */
export const Session = ({ state, world }: { readonly state: State; readonly world: World }) => {
  const { columns } = state.size;
  const { session } = world;
  const height = bodyHeight(state.size);
  const finding = current(session);
  if (!session.waves)
    return (
      <>
        <SubHeader state={state} left={[span('Sorting the findings into waves …', 'accent')]} />
        <Pane
          title="Session"
          width={columns}
          height={height}
          rows={[line(`${plural(world.scan.result.findings.length, 'finding')} read.`)]}
          focused
        />
      </>
    );
  const { left, right } = position(session, state.size);
  if (!finding)
    return (
      <>
        <SubHeader state={state} left={left} right={right} />
        {atWaveEnd(session) && <WaveEnd state={state} world={world} />}
      </>
    );
  const title = `${finding.remediation} ── ${severityMark(finding.severity).text} ── ${hasTwoPanes(state.size) ? describeRef(finding.ref) : placedObject(finding.ref)}`;
  return (
    <>
      <SubHeader state={state} left={left} right={right} />
      <Pane
        title={title}
        note={progressNote(world, columns - AROUND - widthOf(title))}
        width={columns}
        height={height}
        rows={rowsOf(world, finding, columns - 4, height - 2)}
        focused
      />
    </>
  );
};
