import { complement, portRanges, portsFrom, PROTOCOLS, type PortRange } from './ports.ts';

const rangeText = ({ port, endPort = port }: PortRange): string => (endPort === port ? `${port}` : `${port}-${endPort}`);

const isWhole = ({ port, endPort }: PortRange): boolean => port === 1 && endPort === 65535;

/** Protocols of which the ports are the same stand together. */
const listText = (ranges: readonly PortRange[]): string => {
  const lists = PROTOCOLS.map((protocol) => {
    const own = ranges.filter((range) => range.protocol === protocol);
    return { protocol, list: own.some(isWhole) ? 'every port' : own.map(rangeText).join(', ') };
  });
  const alike = Map.groupBy(
    lists.filter(({ list }) => list !== ''),
    ({ list }) => list,
  );
  return [...alike].map(([list, same]) => `${same.map(({ protocol }) => protocol).join('/')} ${list}`).join('; ');
};

/** `TCP 80, 8000-8080; UDP every port`, `TCP/UDP 53`, `all ports`, `all ports but TCP 5432`: whichever says it in fewer ranges. */
export const portsText = (ranges: readonly PortRange[] | undefined): string => {
  if (!ranges) return 'all ports';
  const others = portRanges(complement(portsFrom(ranges)));
  if (others.length === 0) return 'all ports';
  return others.length < ranges.length ? `all ports but ${listText(others)}` : listText(ranges);
};
