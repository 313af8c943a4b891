import { text } from '../../core/resource.ts';
import { once } from './once.ts';
import { difference, union, type Intervals } from './intervals.ts';

export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Ports of all protocols on one line: those of the n-th protocol stand at n * 65536. Port 0 is none, so that protocols never touch. */
export type Ports = Intervals<number>;

const LINE = 65536;

export const NO_PORTS: Ports = [];

/** What stands in a port's `protocol`, which is TCP where it is not said; undefined for what networks know and policies do not. */
export const protocolOf = (value: unknown): Protocol | undefined => PROTOCOLS.find((protocol) => protocol === (value ?? 'TCP'));

/** The ports from one to another, both included; none where that is no range of ports. */
export const portRange = (protocol: Protocol, from: number, to = from): Ports => {
  const isRange = Number.isInteger(from) && Number.isInteger(to) && from >= 1 && from <= to && to < LINE;
  const base = PROTOCOLS.indexOf(protocol) * LINE;
  return isRange ? [[base + from, base + to + 1]] : NO_PORTS;
};

const everyPortOf = (protocol: Protocol): Ports => portRange(protocol, 1, LINE - 1);

export const ALL_PORTS: Ports = union(...PROTOCOLS.map(everyPortOf));

/** A range as reports write it: `endPort` only where it is more than one port. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly port: number;
  readonly endPort?: number;
}

export const portRanges = (ports: Ports): readonly PortRange[] =>
  ports.flatMap(([start, end]) => {
    const at = Math.floor(start / LINE);
    const [port, endPort] = [start - at * LINE, end - 1 - at * LINE];
    const protocol = PROTOCOLS[at];
    return protocol === undefined ? [] : [{ protocol, port, ...(endPort > port ? { endPort } : {}) }];
  });

/** The same, read back. */
export const portsFrom = (ranges: readonly PortRange[]): Ports =>
  union(NO_PORTS, ...ranges.map(({ protocol, port, endPort = port }) => portRange(protocol, port, endPort)));

/** The same text for the same ports. */
export const portsKey: (ports: Ports) => string = once((ports) => ports.join());

/** All other ports. */
export const complement = (ports: Ports): Ports => difference(ALL_PORTS, ports);

/** How a pod's containers call their ports. */
export interface NamedPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** What one entry of a rule's `ports` means, where `named` are the ports of the destination; an address has none. */
export const portsOfEntry = (entry: Readonly<Record<string, unknown>>, named: readonly NamedPort[]): Ports => {
  const protocol = protocolOf(entry['protocol']);
  if (!protocol) return NO_PORTS;
  const [port, endPort] = [entry['port'] ?? undefined, entry['endPort'] ?? undefined];
  if (port === undefined) return endPort === undefined ? everyPortOf(protocol) : NO_PORTS;
  if (typeof port === 'number') {
    const last = endPort ?? port;
    return typeof last === 'number' ? portRange(protocol, port, last) : NO_PORTS;
  }
  const name = text(port);
  if (name === undefined || endPort !== undefined) return NO_PORTS;
  const meant = named.filter((one) => one.name === name && one.protocol === protocol);
  return union(...meant.map((one) => portRange(protocol, one.port)));
};
