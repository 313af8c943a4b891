import { labelOf } from '../../analysis/psa/labels.ts';
import { LEVELS } from '../../analysis/psa/level.ts';
import { describeReasons } from '../../analysis/psa/describe.ts';
import { actionOf } from '../../core/change.ts';
import { describeRef, refOf } from '../../core/resource.ts';
import type { Unread } from '../../core/snapshot.ts';
import type { Entry, Subject } from '../inspect/entries.ts';
import { listIn, profileAt, type Inspection } from '../inspect/inspection.ts';
import { entryAt } from '../inspect/list.ts';
import { paneHeight, split } from '../layout.ts';
import { BLANK, line, paragraph, type Line } from '../line.ts';
import { declaredRows, endRows } from './inspectNetwork.ts';
import { holderRows } from './inspectRights.ts';
import type { Size } from '../state.ts';
import { plural, shortObject } from './words.ts';

type Of<T extends Subject['type']> = Extract<Subject, { type: T }>;

/** Longer lists than this nobody reads; the command line has them all. */
const MOST = 200;

export const bounded = <T>(all: readonly T[], rowsOf: (one: T) => readonly Line[]): readonly Line[] => [
  ...all.slice(0, MOST).flatMap(rowsOf),
  ...(all.length > MOST ? [line(`and ${all.length - MOST} more`, 'dim')] : []),
];

const unreadRows = (unread: readonly Unread[], width: number): readonly Line[] => [
  ...paragraph('', 'What depends on these is not known, and the answer says less than it could.', width),
  BLANK,
  ...bounded(unread, ({ kind, namespace, onlyIn, reason }) =>
    paragraph(
      '! ',
      `${kind}${namespace === undefined ? '' : ` in ${namespace}`}${onlyIn === undefined ? '' : ` outside ${onlyIn}`}: ${reason}`,
      width,
      'plain',
      'warn',
    ),
  ),
];

const namespaceRows = ({ levels, level, refused, judged }: Of<'namespace'>, name: string, width: number): readonly Line[] => [
  ...paragraph('', `Namespace ${name}`, width, 'bold'),
  BLANK,
  ...(levels
    ? [
        ...paragraph('ENFORCES  ', levels.enforces, width),
        ...paragraph('COULD     ', `${levels.meets}: the strictest level that refuses nothing that is here now`, width),
        ...(LEVELS.indexOf(levels.meets) > LEVELS.indexOf(levels.enforces)
          ? paragraph('LABEL     ', `${labelOf('enforce')}: ${levels.meets} (psa-enforce proposes it)`, width)
          : []),
      ]
    : paragraph('! ', 'Not all that counts could be read: what it could enforce is not known.', width, 'warn', 'warn')),
  BLANK,
  ...paragraph('', `${level.toUpperCase()} WOULD REFUSE ${refused.length === 0 ? 'NOTHING' : ''}`.trim(), width, 'title'),
  ...bounded(refused, ({ ref, violations }) => paragraph('- ', `${shortObject(ref)}: ${describeReasons(violations)}`, width)),
  BLANK,
  line(`${plural(judged, 'pod or template', 'pods and templates')} judged`, 'dim'),
];

const judgedRows = ({ result: { ref, violations }, level, stands }: Of<'judged'>, width: number): readonly Line[] => [
  ...paragraph('', describeRef(ref), width, 'bold'),
  ...(stands > 0
    ? paragraph('', `and ${plural(stands, 'pod or template', 'pods and templates')} that it makes: the same`, width, 'dim')
    : []),
  BLANK,
  ...(violations.length === 0
    ? paragraph('', `Meets ${level}: nothing of it would be refused.`, width, 'good')
    : [
        line(`${level.toUpperCase()} WOULD REFUSE IT`, 'title'),
        ...violations.flatMap(({ reason, detail }) => [
          ...paragraph('- ', reason, width, 'bold', 'bad'),
          ...(detail === '' ? [] : paragraph('  ', detail, width)),
        ]),
      ]),
];

const fixesRows = ({ fixes: { changes, left }, declared }: Of<'fixes'>, width: number): readonly Line[] => [
  ...paragraph('', 'All fixes of network weaknesses together, as proposed: doubts accepted, defaults and your answers taken.', width),
  BLANK,
  line(`CHANGES ${changes.length}`, 'title'),
  ...bounded(changes, (change) => paragraph('- ', `${actionOf(change)} ${describeRef(change.ref)}`, width)),
  BLANK,
  line(`DECLARED CONNECTIONS THAT THEY WOULD CUT ${declared.length}`, 'title'),
  ...bounded(declared, (one) => declaredRows(one, 'would be cut', width)),
  ...(left.length === 0
    ? []
    : [
        BLANK,
        line(`LEFT ${left.length}`, 'title'),
        ...bounded(left, ({ finding, reason }) => paragraph('- ', `${finding.remediation} ${describeRef(finding.ref)}: ${reason}`, width)),
      ]),
];

const rowsOf = (entry: Entry, inspection: Inspection, width: number): readonly Line[] => {
  const { about } = entry;
  switch (about.type) {
    case 'unread':
      return unreadRows(about.unread, width);
    case 'namespace':
      return namespaceRows(about, entry.name, width);
    case 'judged':
      return judgedRows(about, width);
    case 'fixes':
      return fixesRows(about, width);
    case 'section':
      return [...paragraph('', about.title, width, 'bold'), BLANK, ...paragraph('', about.says ?? `${about.count} below this line`, width)];
    case 'end':
      return endRows(about, width);
    case 'holder':
      return holderRows(about, profileAt(inspection), width);
    case 'dangling':
      return [
        ...paragraph('', describeRef(refOf(about.dangling.binding)), width, 'bold'),
        BLANK,
        ...about.dangling.missing.flatMap((missing) => paragraph('! ', `${missing} does not exist`, width, 'plain', 'warn')),
        ...paragraph('', 'Whoever makes one of that name gets what the binding gives.', width, 'dim'),
      ];
    case 'undecided':
      return [
        ...paragraph('', describeRef(refOf(about.grant.binding)), width, 'bold'),
        BLANK,
        ...paragraph('! ', `What ${about.grant.role} grants is not known: it could not be read.`, width, 'plain', 'warn'),
      ];
  }
};

/** The share of the list beside it. */
export const LIST_SHARE = 0.6;

/** What stands behind the entry at the cursor, from the row on from which it is shown. */
export const inspectDetail = (
  inspection: Inspection,
  size: Size,
): { readonly rows: readonly Line[]; readonly room: number; readonly top: number } => {
  const list = listIn(inspection);
  const entry = list && entryAt(list, list.cursor);
  const rows = entry ? rowsOf(entry, inspection, split(size, LIST_SHARE).right - 4) : [];
  const room = paneHeight(size);
  return { rows, room, top: Math.min(list?.detailTop ?? 0, Math.max(0, rows.length - room)) };
};
