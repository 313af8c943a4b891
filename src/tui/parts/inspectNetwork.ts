import type { DeclaredConnection } from '../../analysis/network/inspect.ts';
import { peerText } from '../../analysis/network/peerText.ts';
import { portsText } from '../../analysis/network/portsText.ts';
import { atMost } from '../../analysis/sentences.ts';
import { peerNames } from '../../report/peerNames.ts';
import type { Subject } from '../inspect/entries.ts';
import type { Direction, NetworkIndex, SamePorts } from '../inspect/networkIndex.ts';
import { BLANK, line, paragraph, type Line } from '../line.ts';

type End = Extract<Subject, { type: 'end' }>;

/** Names of one group of peers that are told one by one; the others are counted. */
const MOST_NAMES = 40;

const namesOf = ({ peers }: SamePorts, all: readonly SamePorts[], end: string, { ends }: NetworkIndex): readonly string[] => {
  const taken = new Set([end, ...all.filter((one) => one.peers !== peers).flatMap((one) => one.peers)]);
  const names = peerNames(peers, () => ends.filter((name) => !taken.has(name)));
  return atMost(MOST_NAMES, names);
};

const TITLES: Readonly<Record<End['shows'], Readonly<Record<Direction, string>>>> = {
  open: { to: 'MAY REACH', from: 'MAY BE REACHED BY' },
  cut: { to: 'COULD NO LONGER REACH', from: 'COULD NO LONGER BE REACHED BY' },
  opened: { to: 'COULD THEN REACH', from: 'COULD THEN BE REACHED BY' },
};

/** The least first, so that `every other pod` means all that was not named before. */
const peerRows = ({ end, network, shows }: End, direction: Direction, width: number): readonly Line[] => {
  const groups = network.links(end, direction);
  return [
    line(TITLES[shows][direction], 'title'),
    ...(groups.length === 0 ? [line('nobody', 'dim')] : []),
    ...groups.flatMap((group) => [
      ...namesOf(group, groups, end, network).flatMap((name) => paragraph('- ', name, width)),
      ...paragraph('    ', group.ports, width, 'accent'),
    ]),
    BLANK,
  ];
};

export const declaredRows = ({ from, to, ports, because }: DeclaredConnection, verdict: string, width: number): readonly Line[] => [
  ...paragraph('- ', `${peerText(from)} -> ${peerText(to)}  ${portsText(ports)}: ${verdict}`, width),
  ...paragraph('    ', because, width, 'dim'),
];

const verdictOf = (open: boolean, shows: End['shows']): string =>
  shows === 'cut' ? 'would be cut' : open ? 'let through' : 'NOT LET THROUGH';

/** Whom one end may talk to and who may talk to it, and what of that is declared. */
export const endRows = (about: End, width: number): readonly Line[] => {
  const { end, network, shows } = about;
  const declared = network.declared(end);
  return [
    ...paragraph('', end, width, 'bold'),
    ...(network.isOnNode(end)
      ? paragraph(
          '! ',
          'In the network of its node: most plugins know it by the address of the node and do not restrict it.',
          width,
          'dim',
          'warn',
        )
      : []),
    BLANK,
    ...peerRows(about, 'to', width),
    ...peerRows(about, 'from', width),
    line('DECLARED', 'title'),
    ...(declared.length === 0 ? [line('nothing', 'dim')] : []),
    ...declared.slice(0, MOST_NAMES).flatMap((one) => declaredRows(one, verdictOf(one.open, shows), width)),
    ...(declared.length > MOST_NAMES ? [line(`and ${declared.length - MOST_NAMES} more`, 'dim')] : []),
    BLANK,
    ...paragraph('', 'Policies have an effect only where the network plugin enforces them.', width, 'dim'),
  ];
};
