import { EXIT, Failure, usage } from '../app/errors.ts';
import { EMPTY_MEMORY, type Journal, type Memory } from '../app/journal.ts';
import type { Run } from '../app/run.ts';
import { assertNoSecrets } from './noSecrets.ts';
import { isRunId, newestFirst, nextAfter } from './runIds.ts';

/** Records that live as long as the process: the demo and tests. Keeps text, as files would, so that nothing is shared. */
export const memoryJournal = (): Journal => {
  const records = new Map<string, string>();
  let memory = JSON.stringify(EMPTY_MEMORY);
  let locked: Date | undefined;
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
      Promise.resolve({ runs: [...records.keys()].sort(newestFirst).map((id) => JSON.parse(records.get(id) ?? '') as Run), corrupt: [] }),
    load(id) {
      const record = records.get(id);
      return record === undefined
        ? Promise.reject(usage(`There is no run ${id}.`, '`kubeharden history` lists them all.'))
        : Promise.resolve(JSON.parse(record) as Run);
    },
    nextId: (now) => Promise.resolve(nextAfter([...records.keys()], now)),
    // eslint-disable-next-line @typescript-eslint/require-await -- a rejection, as from files, not a throw
    async save(run) {
      if (!isRunId(run.id)) throw new Error(`${JSON.stringify(run.id)} is no run id`);
      assertNoSecrets(run.id, run.steps);
      records.set(run.id, JSON.stringify(run));
    },
    recall: () => Promise.resolve({ memory: JSON.parse(memory) as Memory }),
    remember(change) {
      memory = JSON.stringify(change(JSON.parse(memory) as Memory));
      return Promise.resolve();
    },
  };
};
