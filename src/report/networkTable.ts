import { connectionCount, reachesOf, type Reach } from '../analysis/network/connections.ts';
import type { DeclaredConnection, NetworkAnswer } from '../analysis/network/inspect.ts';
import type { Link } from '../analysis/network/links.ts';
import type { PortRange } from '../analysis/network/ports.ts';
import { printable } from '../core/printable.ts';
import type { Unread } from '../core/snapshot.ts';
import { leftLines } from './left.ts';
import type { Fixes } from './networkReport.ts';
import { peerNames, peerName } from './peerNames.ts';
import { portsText } from '../analysis/network/portsText.ts';
import { atMost } from '../analysis/sentences.ts';
import { fit, widthOf, wrap } from './width.ts';

/** What fits a terminal that nobody made wider. */
const WIDTH = 80;
const ARROW = '  -> ';
/** A column for names that leaves the ports their place. */
const COLUMN = 48;
/** Lines for names that have nothing else in common; `-o wide` and JSON have all. */
const MOST = 20;

/** How names are told: all of them, or in as few words as say the same. */
export interface Wording {
  readonly most: number;
  readonly names: (peers: readonly string[], othersOf: () => readonly string[]) => readonly string[];
}

export const BRIEF: Wording = { most: MOST, names: (peers, othersOf) => atMost(MOST, peerNames(peers, othersOf)) };
export const IN_FULL: Wording = { most: Infinity, names: (peers) => peers.map(peerName) };

/** One line for a peer; the ports go below where one of the two is long. */
const targetLines = (peer: string, ports: readonly PortRange[] | undefined, column: number): readonly string[] => {
  const start = ARROW.length + column + 2;
  const [first = '', ...rest] = wrap(portsText(ports), WIDTH - start).map((line) => ' '.repeat(start) + line);
  if (widthOf(peer) > column)
    return [...wrap(peer, WIDTH - ARROW.length).map((line, i) => (i === 0 ? ARROW : '     ') + line), first, ...rest];
  return [`${ARROW}${fit(peer, column)}  ${first.trimStart()}`, ...rest];
};

/** Who could be meant by a line: not whom another line names, nor the source itself. */
const othersOf = ({ from, to }: Reach, target: Reach['to'][number], ends: readonly string[]): readonly string[] => {
  const taken = new Set([...to.filter((one) => one !== target).flatMap(({ peers }) => peers), ...(from.length === 1 ? from : [])]);
  return ends.filter((name) => !taken.has(name));
};

/** The least first, so that `every other pod` means all that was not named before. */
const reachLines = (reach: Reach, ends: readonly string[], wording: Wording): readonly string[] => {
  const { from, to } = reach;
  const targets = [...to]
    .sort((a, b) => a.peers.length - b.peers.length)
    .flatMap((target) => {
      const peers = wording.names(target.peers, () => othersOf(reach, target, ends));
      return peers.map((peer) => ({ peer, ports: target.ports }));
    });
  const column = Math.max(...targets.map(({ peer }) => widthOf(peer)).filter((width) => width <= COLUMN), 0);
  const sources = wording.names(from, () => ends);
  return [...sources, ...targets.flatMap(({ peer, ports }) => targetLines(peer, ports, column))];
};

const linkLines = (title: string, links: readonly Link[], ends: readonly string[], wording: Wording): readonly string[] =>
  links.length === 0 ? [] : [title, '', ...reachesOf(links).flatMap((reach) => [...reachLines(reach, ends, wording), ''])];

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

const todayLines = ({ links, ends, declared }: NetworkAnswer, wording: Wording): readonly string[] => {
  const closed = declared.filter(({ open }) => !open);
  return [
    ...reachesOf(links).flatMap((reach) => [...reachLines(reach, ends, wording), '']),
    ...declaredLines('DECLARED, BUT NOT LET THROUGH', closed),
    `${connectionCount(links)} connections of ${ends.length} pods and workloads; ${closed.length} of ${declared.length} declared ones are not let through`,
  ];
};

const changeLines = ({ change, ends }: NetworkAnswer, { changes, left }: Fixes, wording: Wording): readonly string[] => {
  if (!change) return [];
  return [
    ...linkLines('WOULD BE CUT', change.removed, ends, wording),
    ...declaredLines('OF THESE ARE DECLARED', change.declared),
    ...linkLines('WOULD OPEN', change.added, ends, wording),
    ...leftLines(left),
    `${changes.length} changes would touch ${connectionCount(change.removed)} connections that are open now; ${change.declared.length} declared ones would be cut`,
  ];
};

const hostLines = ({ onNodes, hostNetwork }: NetworkAnswer, wording: Wording): readonly string[] => {
  if (onNodes.length === 0) return [];
  const taken =
    hostNetwork === 'pods'
      ? 'are taken for pods like all others; most plugins know them by the address of their node (--host-network nodes)'
      : 'are known by the address of their node; some plugins take them for pods like all others (--host-network pods)';
  return wrap(`On the network of their node, these ${taken}: ${atMost(wording.most, onNodes.map(peerName)).join(', ')}.`, WIDTH);
};

/** By source, whom it may reach; with fixes, what they would cut and open instead.  */
export const networkTable = (
  answer: NetworkAnswer,
  fixes: Fixes | undefined,
  notChecked: readonly Unread[],
  wording: Wording,
): readonly string[] => [
  ...(fixes ? changeLines(answer, fixes, wording) : todayLines(answer, wording)),
  ...wrap('Policies have an effect only where the network plugin enforces them.', WIDTH),
  ...hostLines(answer, wording),
  ...notChecked.map(({ kind, reason }) => `not checked: ${kind}: ${printable(reason)}`),
];
