/** Collects what streams in and hands it on at most every `ms`: a screen need not be drawn for each row. `flush` hands on at once. */
export const batched = <T>(
  ms: number,
  hand: (items: readonly T[]) => void,
): { readonly add: (item: T) => void; readonly flush: () => void } => {
  let waiting: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const items = waiting;
    waiting = [];
    if (items.length > 0) hand(items);
  };
  return {
    add(item) {
      waiting.push(item);
      timer ??= setTimeout(flush, ms);
    },
    flush,
  };
};
