import { addressesOf } from '../network/addresses.ts';
import { difference, union } from '../network/intervals.ts';

/** Addresses that no router of the internet carries (RFC 6890); those of examples stand for any that it does carry. */
const INSIDE = union(
  ...[
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/3',
    '::/127',
    'fc00::/7',
    'fe80::/10',
    'ff00::/8',
  ].map((cidr) => addressesOf(cidr) ?? []),
);

/** Whether the internet reaches it, if nothing stands in between; undefined for what is no address. */
export const isPublicAddress = (address: string): boolean | undefined => {
  const found = addressesOf(address);
  return found && difference(found, INSIDE).length > 0;
};

/** The host of `https://host:port`, `host:port`, `[::1]:port`, `:port`; an empty host is every address. */
export const hostOf = (written: string): string => {
  const rest = written.replace(/^[a-z][a-z+.-]*:\/\//i, '').split('/')[0] ?? '';
  const bracketed = /^\[([^\]]*)\]/.exec(rest)?.[1];
  if (bracketed !== undefined) return bracketed;
  return rest.split(':').length === 2 ? (rest.split(':')[0] ?? '') : rest;
};

/** Whether only the node itself reaches what listens there; `localhost` is a name that is understood too. */
export const isOnNodeOnly = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
