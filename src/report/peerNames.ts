import { printable } from '../core/printable.ts';

const WHOLE_OUTSIDE = '0.0.0.0-255.255.255.255';

/** From here on, names are put together. */
const MANY = 6;
/** What a sentence can leave out by name. */
const FEW = 2;

const isPod = (name: string): boolean => name.endsWith(']');

const namespaceOf = (name: string): string => name.slice(0, name.indexOf('/'));

/** `shop/web[Deployment]`, `outside`, `outside 10.0.0.0-10.255.255.255`. */
export const peerText = (name: string): string => {
  if (isPod(name)) return printable(name);
  return name === WHOLE_OUTSIDE ? 'outside' : `outside ${printable(name)}`;
};

/** `shop/* (12)` where everyone of a namespace is meant; a namespace with one end is that end. */
const byNamespace = (pods: readonly string[], others: readonly string[]): readonly string[] => {
  const all = Map.groupBy(others, namespaceOf);
  return [...Map.groupBy(pods, namespaceOf)].flatMap(([namespace, own]) =>
    own.length > 1 && own.length === all.get(namespace)?.length ? [`${printable(namespace)}/* (${own.length})`] : own.map(peerText),
  );
};

/** Peers in few words, where `othersOf` gives all the pods that could have been meant: pods first, then addresses. */
export const peerNames = (peers: readonly string[], othersOf: () => readonly string[]): readonly string[] => {
  const pods = peers.filter(isPod).sort();
  const outside = peers.filter((name) => !isPod(name)).map(peerText);
  if (pods.length < MANY) return [...pods.map(peerText), ...outside];
  const [others, meant] = [othersOf(), new Set(pods)];
  const missing = others.filter((name) => !meant.has(name));
  if (missing.length > FEW) return [...byNamespace(pods, others), ...outside];
  const but = missing.length === 0 ? '' : ` but ${missing.map(peerText).join(' and ')}`;
  return [`every other pod${but}`, ...outside];
};
