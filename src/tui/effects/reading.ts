import { setImmediate } from 'node:timers/promises';
import type { ScanProgress } from '../../app/scan.ts';
import type { Command } from '../command.ts';
import type { Choice, Connection, Ports } from '../ports.ts';
import { sortFindings } from '../sorting.ts';
import { batched } from './batched.ts';
import { settle, type Outside, type Used } from './outside.ts';

type Of<T extends Command['do']> = Extract<Command, { do: T }>;

const BATCH_MS = 50;

const fresh = (used: Used): AbortSignal => {
  used.reading.abort();
  used.reading = new AbortController();
  return used.reading.signal;
};

const DEMO: Choice = { type: 'demo', name: 'demo', detail: 'a deliberately weak cluster in memory: nothing real is touched' };

/** A kubeconfig that cannot be read is told, and the demo is offered all the same. */
export const readContexts = (ports: Ports, outside: Outside): Promise<void> =>
  settle(
    outside,
    async () => ({ type: 'contexts', choices: [...(await ports.contexts()), DEMO] }),
    (trouble) => ({ type: 'contexts', choices: [DEMO], trouble }),
  );

export const scanIt = async (used: Used, outside: Outside, signal = fresh(used)): Promise<void> => {
  const { connection } = used;
  if (!connection) return;
  const steps = batched<ScanProgress>(BATCH_MS, (all) => signal.aborted || outside.dispatch({ type: 'progress', steps: all }));
  await settle(
    outside,
    async () => {
      const scan = await connection.scan(steps.add, signal);
      steps.flush();
      return { type: 'scanned', scan, target: connection.info, catalogue: connection.catalogue };
    },
    (trouble) => ({ type: 'not-scanned', trouble }),
    signal,
  );
  steps.flush();
};

const lookBack = (connection: Connection, outside: Outside, signal: AbortSignal): Promise<void> =>
  settle(
    outside,
    async () => {
      const runs = await connection.cutOff();
      return runs.length === 0 ? undefined : { type: 'cut-off', runs };
    },
    (trouble) => ({ type: 'trouble', trouble }),
    signal,
  );

/** The signal ends the attempt. The connection keeps the one it was given, and must outlive what is read first. */
const connected = async (ports: Ports, choice: Choice, signal: AbortSignal): Promise<Connection> => {
  const opening = new AbortController();
  const giveUp = (): void => opening.abort(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await ports.connect(choice, opening.signal);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
};

export const openIt = async (ports: Ports, used: Used, outside: Outside, { choice }: Of<'open'>): Promise<void> => {
  const signal = fresh(used);
  const before = used.connection;
  used.connection = undefined;
  await before?.close();
  await settle(
    outside,
    async () => {
      const connection = await connected(ports, choice, signal);
      if (signal.aborted) return connection.close().then(() => undefined);
      used.connection = connection;
      outside.dispatch({ type: 'opened', target: connection.info, catalogue: connection.catalogue });
      await scanIt(used, outside, signal);
      await lookBack(connection, outside, signal);
      return undefined;
    },
    (trouble) => ({ type: 'not-scanned', trouble }),
    signal,
  );
};

export const sortIt = (used: Used, outside: Outside, { memory, ...toSort }: Of<'sort'>): Promise<void> => {
  used.sorting.abort();
  used.sorting = new AbortController();
  const { signal } = used.sorting;
  const breathe = async (): Promise<void> => {
    await setImmediate();
    signal.throwIfAborted();
  };
  return settle(
    outside,
    async () => ({
      type: 'sorted',
      of: toSort.findings,
      sorted: await sortFindings({ ...toSort, decisions: memory.decisions }, breathe),
    }),
    (trouble) => ({ type: 'trouble', trouble }),
    signal,
  );
};
