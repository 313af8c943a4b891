/** Runs `work` on every item, at most `most` at a time; results stand in the order of the items. The first error wins. */
export const inParallel = async <T, R>(most: number, list: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results = new Array<R>(list.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < list.length) {
      const at = next++;
      results[at] = await work(list[at] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, list.length) }, lane));
  return results;
};
