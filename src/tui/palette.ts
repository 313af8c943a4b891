import { keyNames, type Binding } from './binding.ts';
import { fuzzy } from './filter.ts';

/** What the query may mean, in the order of the table: all of its words stand in what a key does, as they are or fuzzily in one word. */
export const hits = (bindings: readonly Binding[], query: string): readonly Binding[] => {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  return bindings.filter((binding) => {
    const said = `${keyNames(binding)} ${binding.does}`.toLowerCase();
    const parts = said.split(/[\s,;:]+/u);
    return words.every((word) => said.includes(word) || parts.some((part) => fuzzy(part, word)));
  });
};
