import { connectionCount, reachesOf, type Reach } from '../analysis/network/connections.ts';
import type { DeclaredConnection, NetworkAnswer } from '../analysis/network/inspect.ts';
import type { Link } from '../analysis/network/links.ts';
import type { PortRange } from '../analysis/network/ports.ts';
import { printable } from '../core/printable.ts';
import type { Unread } from '../core/snapshot.ts';
import { leftLines } from './left.ts';
import type { Fixes } from './networkReport.ts';
import { portsText } from './portsText.ts';
import { fit, widthOf, wrap } from './width.ts';

/** What fits a terminal that nobody made wider. */
const WIDTH = 80;
const ARROW = '  -> ';
/** Names of one kind in a row; `-o wide` and JSON have all. */
const MOST = 12;

const WHOLE_OUTSIDE = '0.0.0.0-255.255.255.255';

const peerText = (name: string): string =>
  name.includes('[') ? printable(name) : name === WHOLE_OUTSIDE ? 'outside' : `outside ${printable(name)}`;

const bounded = (names: readonly string[], whole: boolean): readonly string[] =>
  whole || names.length <= MOST ? names : [...names.slice(0, MOST - 1), `and ${names.length - MOST + 1} more`];

type Target = Reach['to'][number];

/** One line for a peer; the ports go on below where they are many. */
const targetLines = (peer: string, ports: readonly PortRange[] | undefined, column: number): readonly string[] => {
  const start = ARROW.length + column + 2;
  const [first = '', ...rest] = wrap(portsText(ports), Math.max(24, WIDTH - start));
  return [`${ARROW}${fit(peer, Math.max(column, widthOf(peer)))}  ${first}`, ...rest.map((line) => ' '.repeat(start) + line)];
};

/** Whoever is meant by a target: everyone else by a word. */
const peersOf = ({ peers }: Target, from: readonly string[], ends: readonly string[], whole: boolean): readonly string[] => {
  const meant = new Set(peers);
  const others = ends.filter((name) => from.length > 1 || name !== from[0]);
  if (whole || others.length < 3 || !others.every((name) => meant.has(name))) return bounded(peers.map(peerText), whole);
  const known = new Set(ends);
  return ['every other pod', ...peers.filter((name) => !known.has(name)).map(peerText)];
};

const reachLines = ({ from, to }: Reach, ends: readonly string[], whole: boolean): readonly string[] => {
  const targets = to.flatMap((target) => peersOf(target, from, ends, whole).map((peer) => ({ peer, ports: target.ports })));
  const column = Math.min(48, Math.max(...targets.map(({ peer }) => widthOf(peer))));
  return [...bounded(from.map(peerText), whole), ...targets.flatMap(({ peer, ports }) => targetLines(peer, ports, column))];
};

const linkLines = (title: string, links: readonly Link[], ends: readonly string[], whole: boolean): readonly string[] =>
  links.length === 0 ? [] : [title, ...reachesOf(links).flatMap((reach) => reachLines(reach, ends, whole)), ''];

const declaredLines = (title: string, declared: readonly DeclaredConnection[]): readonly string[] =>
  declared.length === 0
    ? []
    : [
        title,
        ...declared.flatMap(({ from, to, ports, because }) => [
          `${printable(from)} -> ${printable(to)}  ${portsText(ports)}`,
          ...wrap(printable(because), WIDTH - 4).map((line) => `    ${line}`),
        ]),
        '',
      ];

const todayLines = ({ links, ends, declared }: NetworkAnswer, whole: boolean): readonly string[] => {
  const closed = declared.filter(({ open }) => !open);
  return [
    ...reachesOf(links).flatMap((reach) => [...reachLines(reach, ends, whole), '']),
    ...declaredLines('DECLARED, BUT NOT LET THROUGH', closed),
    `${connectionCount(links)} connections of ${ends.length} pods and workloads; ${closed.length} of ${declared.length} declared ones are not let through`,
  ];
};

const changeLines = ({ change, ends }: NetworkAnswer, { changes, left }: Fixes, whole: boolean): readonly string[] => {
  if (!change) return [];
  return [
    ...linkLines('WOULD BE CUT', change.removed, ends, whole),
    ...declaredLines('OF THESE ARE DECLARED', change.declared),
    ...linkLines('WOULD OPEN', change.added, ends, whole),
    ...leftLines(left),
    `${changes.length} changes would touch ${connectionCount(change.removed)} connections that are open now; ${change.declared.length} declared ones would be cut`,
  ];
};

const hostLines = ({ onNodes, hostNetwork }: NetworkAnswer, whole: boolean): readonly string[] => {
  if (onNodes.length === 0) return [];
  const taken =
    hostNetwork === 'pods'
      ? 'are taken for pods like all others; most plugins know them by the address of their node (--host-network nodes)'
      : 'are known by the address of their node; some plugins take them for pods like all others (--host-network pods)';
  return wrap(`On the network of their node, these ${taken}: ${bounded(onNodes.map(peerText), whole).join(', ')}.`, WIDTH);
};

/** By source, whom it may reach; with fixes, what they would cut and open instead. `whole`: without leaving names out. */
export const networkTable = (
  answer: NetworkAnswer,
  fixes: Fixes | undefined,
  notChecked: readonly Unread[],
  whole: boolean,
): readonly string[] => [
  ...(fixes ? changeLines(answer, fixes, whole) : todayLines(answer, whole)),
  ...wrap('Policies have an effect only where the network plugin enforces them.', WIDTH),
  ...hostLines(answer, whole),
  ...notChecked.map(({ kind, reason }) => `not checked: ${kind}: ${printable(reason)}`),
];
