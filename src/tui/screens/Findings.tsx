import { Box } from 'ink';
import type { Finding } from '../../core/finding.ts';
import { notCheckedLines } from '../../report/notChecked.ts';
import { findingAt, rowCount, rowsOf, windowTop, type FindingsList, type ListRow } from '../findingsList.ts';
import { bodyHeight, FINDINGS_SHARE, split } from '../layout.ts';
import { cell, line, span, type Line, type Span } from '../line.ts';
import { detailRows } from '../parts/detailRows.ts';
import { markedCell, sinceLine } from '../parts/marks.ts';
import { Pane } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { FIX_STYLES, plural, severityMark, shortObject } from '../parts/words.ts';
import { rangeOf } from '../selecting.ts';
import { becameOf, goneFindings } from '../since.ts';
import { hasTwoPanes, type Size, type State, type World } from '../state.ts';
import type { Style } from '../theme.ts';

interface Columns {
  readonly control: number;
  readonly namespace: number;
  readonly object: number;
}

const FIX = 6;
/** Cursor, selection, severity. */
const BEFORE = 8;

/** What is left of the width goes to the remediation and the object; what rows are grouped by has no column of its own. */
const columnsOf = (width: number, list: FindingsList): Columns => {
  const rest = width - BEFORE - 1 - FIX;
  if (list.group === 'object') return { control: rest, namespace: 0, object: 0 };
  const namespace = list.group === 'namespace' ? 0 : Math.min(16, Math.floor(rest * 0.22));
  const control = list.group === 'remediation' ? 0 : Math.min(24, Math.floor((rest - namespace) * 0.54));
  return { control, namespace, object: rest - namespace - control - (namespace > 0 ? 1 : 0) - (control > 0 ? 1 : 0) };
};

const optional = (width: number, cells: Line): Line => (width > 0 ? [...cells, span(' ')] : []);

/** A row that a range would select stands out from those that are. */
const checkbox = (list: FindingsList, row: number, finding: Finding): Span => {
  if (list.selected.has(finding.id)) return span('[x] ', 'good');
  const range = rangeOf(list);
  return range && row >= range[0] && row <= range[1] ? span('[+] ', 'accent') : span('[ ] ', 'dim');
};

const rowLine = (row: ListRow, { list, since }: World, at: number, widths: Columns): Line => {
  const isAt = at === list.cursor;
  const mark = isAt ? '>' : ' ';
  if (row.type === 'group') return [span(mark, 'key'), span(`▾ ${row.label}`, isAt ? 'cursor' : 'bold'), span(`  ${row.count}`, 'dim')];
  const { finding } = row;
  const became = becameOf(since, finding.ref);
  const style: Style = isAt ? 'cursor' : 'plain';
  const { control, object } = widths;
  return [
    span(mark, 'key'),
    checkbox(list, at, finding),
    severityMark(finding.severity),
    span(' '),
    ...optional(control, object === 0 ? markedCell(finding.remediation, control, style, became) : [cell(finding.remediation, control)]),
    ...optional(widths.namespace, [cell(finding.ref.namespace ?? '-', widths.namespace)]),
    ...optional(object, markedCell(shortObject(finding.ref), object, style, became)),
    cell(finding.fix, FIX, FIX_STYLES[finding.fix]),
  ];
};

const heading = (widths: Columns): Line => [
  cell('    SEV', BEFORE, 'dim'),
  ...(widths.control > 0 ? [cell('CONTROL', widths.control, 'dim'), span(' ')] : []),
  ...(widths.namespace > 0 ? [cell('NS', widths.namespace, 'dim'), span(' ')] : []),
  ...(widths.object > 0 ? [cell('OBJECT', widths.object, 'dim'), span(' ')] : []),
  cell('FIX', FIX, 'dim'),
];

const empty = ({ scan, list }: World): readonly Line[] =>
  list.findings.length > 0
    ? [line('No finding matches the filter. esc clears it.', 'warn')]
    : [
        line(`0 findings, ${plural(scan.result.ran, 'check')} ran, ${scan.result.notChecked.length} could not.`, 'good'),
        ...notCheckedLines(scan.result.notChecked).map((text) => line(text, 'warn')),
      ];

const listRows = (world: World, width: number, height: number): readonly Line[] => {
  const { list } = world;
  if (rowCount(list) === 0) return empty(world);
  const widths = columnsOf(width, list);
  const top = windowTop(list.top, list.cursor, height - 1, rowCount(list));
  return [heading(widths), ...rowsOf(list, top, height - 1).map((row, i) => rowLine(row, world, top + i, widths))];
};

const Detail = ({ world, width, height }: { readonly world: World; readonly width: number; readonly height: number }) => {
  const { list } = world;
  const finding = findingAt(list);
  const rows = finding ? detailRows(world, finding, width - 4) : [line('Move to a finding to see it.', 'dim')];
  const room = height - 2;
  const top = Math.min(list.detailTop, Math.max(0, rows.length - room));
  const note = rows.length > room ? `${top + 1}-${Math.min(rows.length, top + room)}/${rows.length}` : '';
  return <Pane title="Detail" note={note} width={width} height={height} rows={rows.slice(top)} focused={list.pane === 'detail'} />;
};

/** On a narrow screen the usual order goes without saying. */
const orderOf = ({ group, sort }: FindingsList, size: Size): string => {
  if (hasTwoPanes(size)) return `group:${group} sort:${sort}`;
  return [group === 'none' ? '' : `by ${group}`, sort === 'severity' ? '' : `sort ${sort}`].filter(Boolean).join(', ');
};

const summaryOf = ({ list, scan, since }: World, size: Size): { readonly left: Line; readonly right: Line } => {
  const unread = scan.result.notChecked.length;
  const changes = sinceLine(since);
  const gone = goneFindings(since, scan.result.findings);
  return {
    left:
      list.query === ''
        ? [
            ...(changes.length > 0 ? changes : [span(list.sought === '' ? '/ filter' : `/ filter   n N ${list.sought}`, 'dim')]),
            ...(unread > 0 ? [span(`   ${plural(unread, 'check')} not run (5)`, 'warn')] : []),
          ]
        : [span('/ '), span(list.query, 'accent')],
    right: [
      span(`${list.passed.length} of ${list.findings.length}`),
      span(gone > 0 ? ` (${gone} gone)` : '', 'bad'),
      span('  '),
      span(orderOf(list, size), 'dim'),
    ],
  };
};

/** The list, and beside it or over it the detail of the finding at the cursor. */
export const Findings = ({ state, world }: { readonly state: State; readonly world: World }) => {
  const { list } = world;
  const height = bodyHeight(state.size);
  const { left, right } = split(state.size, FINDINGS_SHARE);
  const both = hasTwoPanes(state.size);
  const note = rowCount(list) === 0 ? '' : `${list.cursor + 1}/${rowCount(list)}`;
  return (
    <>
      <SubHeader state={state} {...summaryOf(world, state.size)} />
      <Box>
        {(both || list.pane === 'list') && (
          <Pane
            title="Findings"
            note={note}
            width={left}
            height={height}
            rows={listRows(world, left - 4, height - 2)}
            focused={list.pane === 'list'}
          />
        )}
        {(both || list.pane === 'detail') && <Detail world={world} width={right} height={height} />}
      </Box>
    </>
  );
};
