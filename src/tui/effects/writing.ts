import type { RunEvent } from '../../app/events.ts';
import type { Command } from '../command.ts';
import type { Message } from '../message.ts';
import { batched } from './batched.ts';
import { settle, type Outside, type Used } from './outside.ts';

type Of<T extends Command['do']> = Extract<Command, { do: T }>;

const BATCH_MS = 50;

/** One run at a time, and the two ways to end it early. */
export interface Running {
  readonly stop: AbortController;
  readonly leave: AbortController;
}

export const newRunning = (): Running => ({ stop: new AbortController(), leave: new AbortController() });

const write = async (outside: Outside, work: (on: (event: RunEvent) => void) => Promise<Message>): Promise<void> => {
  const events = batched<RunEvent>(BATCH_MS, (all) => outside.dispatch({ type: 'run', events: all }));
  await settle(
    outside,
    async () => {
      const message = await work(events.add);
      events.flush();
      return message;
    },
    (trouble) => ({ type: 'not-run', trouble }),
  );
  events.flush();
};

const controlOf = ({ stop, leave }: Running) => ({ stop: stop.signal, leave: leave.signal });

export const applyIt = async ({ connection }: Used, outside: Outside, { changes }: Of<'apply'>, running: Running): Promise<void> => {
  if (!connection) return;
  await write(outside, async (on) => ({ type: 'applied', applied: await connection.apply(changes, on, controlOf(running)) }));
};

export const rollBackIt = async ({ connection }: Used, outside: Outside, { plan }: Of<'rollback'>, running: Running): Promise<void> => {
  if (!connection) return;
  await write(outside, async (on) => ({ type: 'rolled-back', run: await connection.rollback(plan, on, controlOf(running)) }));
};
