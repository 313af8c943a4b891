import { field, text } from '../../core/resource.ts';
import { difference, union, type Intervals } from './intervals.ts';

/** Addresses on one line: IPv4 first, IPv6 behind it. */
export type Addresses = Intervals<bigint>;

/** The two families do not touch. */
const IPV4_END = 1n << 32n;
const IPV6_START = IPV4_END << 1n;

const NO_ADDRESSES: Addresses = [];
export const ALL_IPV4: Addresses = [[0n, IPV4_END]];
export const ALL_IPV6: Addresses = [[IPV6_START, IPV6_START + (1n << 128n)]];

const ipv4 = (address: string): bigint | undefined => {
  const parts = address.split('.');
  const isAddress = parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isAddress ? parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) : undefined;
};

/** The 16-bit groups of one side of `::`; an IPv4 address may end them. */
const groups = (side: string): readonly bigint[] | undefined => {
  if (side === '') return [];
  const found = side.split(':').flatMap((part) => {
    const dotted = part.includes('.') ? ipv4(part) : undefined;
    if (dotted !== undefined) return [dotted >> 16n, dotted & 0xffffn];
    return [/^[\da-f]{1,4}$/i.test(part) ? BigInt(`0x${part}`) : undefined];
  });
  return found.every((group) => group !== undefined) ? found : undefined;
};

const ipv6 = (address: string): bigint | undefined => {
  const sides = address.split('::');
  const [head, tail] = [groups(sides[0] ?? ''), groups(sides[1] ?? '')];
  if (!head || !tail || sides.length > 2) return undefined;
  const missing = 8 - head.length - tail.length;
  if (sides.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array<bigint>(missing).fill(0n), ...tail].reduce((sum, group) => (sum << 16n) + group, 0n);
};

/** `10.0.0.0/8`, `fd00::/8` or one address; undefined for anything else. What a CIDR has behind its prefix does not count. */
export const addressesOf = (written: string): Addresses | undefined => {
  const [address = '', prefix, ...more] = written.split('/');
  const v4 = ipv4(address);
  const value = v4 ?? ipv6(address);
  const bits = v4 === undefined ? 128 : 32;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (value === undefined || more.length > 0 || length < 0 || length > bits) return undefined;
  const size = 1n << BigInt(bits - length);
  const start = value - (value % size) + (v4 === undefined ? IPV6_START : 0n);
  return [[start, start + size]];
};

/** What an `ipBlock` means; none where its CIDR is no CIDR. */
export const addressesOfBlock = (block: unknown): Addresses => {
  const whole = addressesOf(text(field(block, 'cidr')) ?? '');
  const except: unknown = field(block, 'except');
  const out = Array.isArray(except) ? except.map((cidr: unknown) => addressesOf(text(cidr) ?? '') ?? NO_ADDRESSES) : [];
  return whole ? difference(whole, union(...out)) : NO_ADDRESSES;
};

const ipv4Text = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => ((value >> shift) & 255n).toString()).join('.');

const ipv6Text = (value: bigint): string => {
  const parts = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(':');
  const [longest] = [...parts.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([zeros]) => zeros).sort((a, b) => b.length - a.length);
  return longest === undefined ? parts : parts.replace(longest, '::').replace(':::', '::');
};

const addressText = (value: bigint): string => (value < IPV4_END ? ipv4Text(value) : ipv6Text(value - IPV6_START));

/** `10.0.0.0-10.255.255.255`, or one address. */
export const rangeText = ([start, end]: Addresses[number]): string =>
  end - start === 1n ? addressText(start) : `${addressText(start)}-${addressText(end - 1n)}`;
