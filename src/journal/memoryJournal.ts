import { EXIT, Failure, usage } from '../app/errors.ts';
import { withHiddenReasons, withHiddenWords } from '../app/hiddenWords.ts';
import { EMPTY_MEMORY, type Journal, type Memory } from '../app/journal.ts';
import type { Run, Step } from '../app/run.ts';
import { newestFirst } from '../app/runOrder.ts';
import { assertNoSecrets } from './noSecrets.ts';
import { idsAhead, isRunId, nextAfter, taken } from './runIds.ts';

/** A run as text, as files would keep it, so that nothing is shared: its header, and each step. */
interface Kept {
  readonly header: string;
  readonly steps: readonly { readonly of: Step; readonly text: string }[];
}

/** Costs what changed since the last save, as on disk: steps are compared by identity. */
const recordOf = (run: Run, before: Kept | undefined): Kept => {
  const steps = run.steps.map((of, i) => {
    const known = before?.steps[i];
    if (known?.of === of) return known;
    assertNoSecrets(run.id, [of]);
    return { of, text: JSON.stringify(withHiddenWords(of)) };
  });
  return { header: JSON.stringify({ ...run, steps: [] }), steps };
};

const runOf = ({ header, steps }: Kept): Run => ({
  ...(JSON.parse(header) as Run),
  steps: steps.map(({ text }) => JSON.parse(text) as Step),
});

/** Records that live as long as the process: the demo and tests. */
export const memoryJournal = (): Journal => {
  const records = new Map<string, Kept>();
  let memory = JSON.stringify(EMPTY_MEMORY);
  let locked: Date | undefined;
  // eslint-disable-next-line @typescript-eslint/require-await -- a rejection, as from files, not a throw
  const save = async (run: Run): Promise<void> => {
    if (!isRunId(run.id)) throw new Error(`${JSON.stringify(run.id)} is no run id`);
    records.set(run.id, recordOf(run, records.get(run.id)));
  };
  return {
    place: 'memory, until kubeharden ends',
    lock() {
      if (locked)
        return Promise.reject(
          new Failure(
            EXIT.usage,
            `This target is locked by this kubeharden (pid ${process.pid}), since ${locked.toISOString()}. Nothing was sent.`,
          ),
        );
      const mine = (locked = new Date());
      return Promise.resolve({
        release() {
          if (locked === mine) locked = undefined;
          return Promise.resolve();
        },
      });
    },
    list: () =>
      Promise.resolve({
        runs: newestFirst([...records.values()].map(runOf)),
        corrupt: [],
      }),
    load(id) {
      const record = records.get(id);
      return record === undefined
        ? Promise.reject(usage(`There is no run ${id}.`, '`kubeharden history` lists them all.'))
        : Promise.resolve(runOf(record));
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- a rejection, as from files, not a throw
    nextId: async (now) => {
      const ids = [...records.keys()];
      const isOwn = (id: string): boolean => runOf(records.get(id) as Kept).imported === undefined;
      return nextAfter(ids, now, idsAhead(ids, now).find(isOwn));
    },
    begin: (run) => (records.has(run.id) ? Promise.reject(taken(run.id)) : save(run)),
    save,
    remove(id) {
      records.delete(id);
      return Promise.resolve();
    },
    manifests: () => Promise.resolve([]),
    recall: () => Promise.resolve({ memory: JSON.parse(memory) as Memory }),
    remember(change) {
      memory = JSON.stringify(withHiddenReasons(change(JSON.parse(memory) as Memory)));
      return Promise.resolve();
    },
  };
};
