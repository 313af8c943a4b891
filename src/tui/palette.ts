import { keyNames, type Binding } from './binding.ts';
import { fuzzy } from './filter.ts';

/** 0: a word of what it does begins so; 1: it stands within one; 2: its letters stand there in this order. */
const nearness = (said: string, parts: readonly string[], word: string): number | undefined => {
  if (parts.some((part) => part.startsWith(word))) return 0;
  if (said.includes(word)) return 1;
  return parts.some((part) => fuzzy(part, word)) ? 2 : undefined;
};

/** What the query may mean: all of its words are found in what a key does; the nearest first, then in the order of the table. */
export const hits = (bindings: readonly Binding[], query: string): readonly Binding[] => {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  const found = bindings.flatMap((binding) => {
    const said = `${keyNames(binding)} ${binding.does}`.toLowerCase();
    const parts = said.split(/[\s,;:]+/u);
    const ranks = words.map((word) => nearness(said, parts, word));
    return ranks.includes(undefined) ? [] : [{ binding, rank: Math.max(0, ...ranks.map((rank) => rank ?? 0)) }];
  });
  return found.toSorted((a, b) => a.rank - b.rank).map(({ binding }) => binding);
};
