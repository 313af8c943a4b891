/**
 * Runs `work` on every item, at most `most` at a time; results stand in the order of the items. After an error nothing more is
 * begun, and it is thrown once what was under way has ended: the first one wins.
 */
export const inParallel = async <T, R>(most: number, list: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results = new Array<R>(list.length);
  const errors: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < list.length && errors.length === 0) {
      const at = next++;
      try {
        results[at] = await work(list[at] as T);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, list.length) }, lane));
  if (errors.length > 0) throw errors[0];
  return results;
};
