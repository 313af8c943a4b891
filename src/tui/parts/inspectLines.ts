import { describeReasons } from '../../analysis/psa/describe.ts';
import type { Power } from '../../analysis/rbac/overview.ts';
import type { Entry, Subject } from '../inspect/entries.ts';
import type { Tab } from '../inspect/inspection.ts';
import type { Direction } from '../inspect/networkIndex.ts';
import { cell, span, type Line } from '../line.ts';
import type { Style } from '../theme.ts';
import { plural, shortObject } from './words.ts';

type Of<T extends Subject['type']> = Extract<Subject, { type: T }>;

/** Cursor and indent. */
const BEFORE = 4;
const LEVEL = 11;
const COUNT = 11;

/** Right of the name; the name takes what is left of the width. */
const AFTER: Readonly<Record<Tab, number>> = { psa: 9 + 2 * LEVEL, network: 2 * COUNT + 9, rbac: 0 };

const nameWidth = (tab: Tab, width: number): number =>
  tab === 'rbac' ? Math.min(40, Math.floor((width - BEFORE) * 0.5)) : Math.max(12, width - BEFORE - AFTER[tab]);

const HEADINGS: Readonly<Record<Tab, readonly (readonly [string, number])[]>> = {
  psa: [
    ['REFUSED', 9],
    ['ENFORCES', LEVEL],
    ['COULD', LEVEL],
  ],
  network: [
    ['MAY REACH', COUNT],
    ['REACHED BY', COUNT],
    ['DECLARED', 9],
  ],
  rbac: [['STRONG RIGHTS', 20]],
};

export const columnHeading = (tab: Tab, afterFix: boolean, width: number): Line => [
  cell('', BEFORE - 2),
  cell(tab === 'rbac' ? 'SUBJECT' : 'NAMESPACE, OBJECT', nameWidth(tab, width) + 2, 'dim'),
  ...HEADINGS[tab].map(([title, columns], i) =>
    cell(tab === 'network' && afterFix ? (['CUT TO', 'CUT FROM', 'DECLARED'][i] ?? '') : title, columns, 'dim'),
  ),
];

const namespaceLine = ({ levels, refused, shown }: Of<'namespace'>): Line => [
  shown === 0 ? cell('-', 9, 'dim') : cell(`${refused.length}/${shown}`, 9, refused.length > 0 ? 'bad' : 'good'),
  cell(levels?.enforces ?? 'not known', LEVEL, levels ? 'plain' : 'warn'),
  cell(levels?.meets ?? 'not known', LEVEL, levels ? (levels.meets === levels.enforces ? 'dim' : 'accent') : 'warn'),
];

const judgedLine = ({ result: { violations } }: Of<'judged'>): Line =>
  violations.length === 0 ? [span('ok', 'good')] : [span('no  ', 'bad'), span(describeReasons(violations))];

const countText = ({ network, end }: Of<'end'>, direction: Direction): string => {
  const { pods, outside } = network.count(end, direction);
  return pods === 0 && !outside ? '-' : [...(pods > 0 ? [`${pods}`] : []), ...(outside ? ['outside'] : [])].join('+');
};

const declaredText = ({ network, end, shows }: Of<'end'>): readonly [string, Style] => {
  const declared = network.declared(end);
  const closed = declared.filter(({ open }) => !open).length;
  if (declared.length === 0) return ['-', 'dim'];
  if (shows === 'cut') return [`${declared.length}`, 'bad'];
  return closed === 0 ? [`${declared.length}`, 'plain'] : [`${declared.length}, ${closed}!`, 'warn'];
};

const endLine = (about: Of<'end'>): Line => {
  const [declared, style] = declaredText(about);
  return [cell(countText(about, 'to'), COUNT), cell(countText(about, 'from'), COUNT), cell(declared, 9, style)];
};

const powerLine = ({ grants, path }: Power): Line => {
  const rights = [...new Set(grants.flatMap((grant) => grant.rights))];
  const all = [...new Map(rights.map((right) => [right.id, right])).values()];
  const isAll = all.some(({ id }) => id === 'everything');
  return [
    ...(path ? [span(`everything in ${plural(path.steps.length, 'step')}: `, 'bad')] : []),
    span(all.map(({ does }) => does).join(', '), isAll ? 'bad' : 'plain'),
  ];
};

const holderName = ({ kind, namespace, name }: Entry): string =>
  kind === 'ServiceAccount' ? `sa ${namespace}/${name}` : `${kind.toLowerCase()} ${name}`;

const placed = ({ namespace, kind, name }: Entry): string => `${namespace === '' ? '' : `${namespace}/`}${shortObject({ kind, name })}`;

const titleLine = (title: string, count: string, isAt: boolean): Line => [
  span(`▾ ${title}`, isAt ? 'cursor' : 'bold'),
  span(`  ${count}`, 'dim'),
];

/** One entry as a row of the list, with the mark of the cursor. */
export const entryLine = (entry: Entry, tab: Tab, isAt: boolean, width: number): Line => {
  const { about } = entry;
  const mark = span(isAt ? '> ' : '  ', 'key');
  const named = (name: string): Line => [mark, span('  '), cell(name, nameWidth(tab, width) - 1, isAt ? 'cursor' : 'plain'), span(' ')];
  switch (about.type) {
    case 'unread':
      return [mark, span(`! ${plural(about.unread.length, 'kind')} could not be read`, isAt ? 'cursor' : 'warn')];
    case 'namespace':
      return [mark, cell(`▾ ${entry.name}`, nameWidth(tab, width) + 1, isAt ? 'cursor' : 'bold'), span(' '), ...namespaceLine(about)];
    case 'judged':
      return [...named(shortObject(entry)), ...judgedLine(about)];
    case 'fixes':
      return [mark, ...titleLine(plural(about.fixes.changes.length, 'proposed change'), `${about.fixes.left.length} findings left`, isAt)];
    case 'section':
      return [mark, ...titleLine(about.title, `${about.count}`, isAt)];
    case 'end':
      return [...named(shortObject(entry)), ...endLine(about)];
    case 'holder':
      return [...named(holderName(entry)), ...(about.power ? powerLine(about.power) : [span('-', 'dim')])];
    case 'dangling':
      return [...named(placed(entry)), span(`${about.dangling.missing.join(', ')}: not there`, 'warn')];
    case 'undecided':
      return [...named(placed(entry)), span(about.grant.role, 'warn')];
  }
};
