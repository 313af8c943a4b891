/** Takes `remove` characters away at an offset and puts `insert` there. */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** From the front; what is put in at a place stands before what is taken away there. */
const inOrder = (list: readonly Splice[]): readonly Splice[] =>
  list.filter(({ remove, insert }) => remove > 0 || insert !== '').toSorted((a, b) => a.at - b.at || a.remove - b.remove);

/** From the end of the text backwards, so that each leaves the offsets of the others as they are. Undefined where two overlap. */
export const backwards = (list: readonly Splice[]): readonly Splice[] | undefined => {
  const ordered = inOrder(list);
  const overlap = ordered.some(({ at }, i) => {
    const before = ordered[i - 1];
    return before !== undefined && before.at + before.remove > at;
  });
  return overlap ? undefined : ordered.toReversed();
};

/** A text after splices that do not overlap, given backwards. */
export const spliced = (text: string, list: readonly Splice[]): string =>
  list.reduce((so, { at, remove, insert }) => so.slice(0, at) + insert + so.slice(at + remove), text);
