/** Does one thing after another; of what comes while one is under way, only the newest is done. `idle` resolves when nothing is left. */
export const latest = <T>(work: (item: T) => Promise<void>): { readonly put: (item: T) => void; readonly idle: () => Promise<void> } => {
  let waiting: { readonly item: T } | undefined;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (waiting) {
      const { item } = waiting;
      waiting = undefined;
      await work(item);
    }
    running = undefined;
  };
  return {
    put(item) {
      waiting = { item };
      running ??= run();
    },
    idle: async () => running,
  };
};
