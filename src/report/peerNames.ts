import { isPodName, peerText } from '../analysis/network/peerText.ts';
import { printable } from '../core/printable.ts';

/** From here on, names are put together. */
const MANY = 6;
/** What a sentence can leave out by name. */
const FEW = 2;

const namespaceOf = (name: string): string => name.slice(0, name.indexOf('/'));

/** A peer's name, safe to print. */
export const peerName = (name: string): string => printable(peerText(name));

/** `shop/* (12)` where everyone of a namespace is meant; a namespace with one end is that end. */
const byNamespace = (pods: readonly string[], others: readonly string[]): readonly string[] => {
  const all = Map.groupBy(others, namespaceOf);
  return [...Map.groupBy(pods, namespaceOf)].flatMap(([namespace, own]) =>
    own.length > 1 && own.length === all.get(namespace)?.length ? [`${printable(namespace)}/* (${own.length})`] : own.map(peerName),
  );
};

/** Peers in few words, where `othersOf` gives all the pods that could have been meant: pods first, then addresses. */
export const peerNames = (peers: readonly string[], othersOf: () => readonly string[]): readonly string[] => {
  const pods = peers.filter(isPodName).sort();
  const outside = peers.filter((name) => !isPodName(name)).map(peerName);
  if (pods.length < MANY) return [...pods.map(peerName), ...outside];
  const [others, meant] = [othersOf(), new Set(pods)];
  const missing = others.filter((name) => !meant.has(name));
  if (missing.length > FEW) return [...byNamespace(pods, others), ...outside];
  const but = missing.length === 0 ? '' : ` but ${missing.map(peerName).join(' and ')}`;
  return [`every other pod${but}`, ...outside];
};
