import type { RunEvent } from '../../app/events.ts';
import type { Guard, Verdict } from '../../app/guard.ts';
import type { Command } from '../command.ts';
import type { Message } from '../message.ts';
import { batched } from './batched.ts';
import { settle, type Outside, type Used } from './outside.ts';

type Of<T extends Command['do']> = Extract<Command, { do: T }>;

const BATCH_MS = 50;

/** One run at a time, the two ways to end it early, and what a person says of a rollback that is about to begin. */
export interface Running {
  readonly stop: AbortController;
  readonly leave: AbortController;
  readonly guard: Guard;
  readonly say: (verdict: Verdict) => void;
}

export const newRunning = (): Running => {
  let said: Verdict | undefined;
  let heard = new AbortController();
  return {
    stop: new AbortController(),
    leave: new AbortController(),
    guard: () => {
      [said, heard] = [undefined, new AbortController()];
      return { said: () => said, heard: heard.signal };
    },
    say: (verdict) => {
      said ??= verdict;
      heard.abort();
    },
  };
};

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
  await write(outside, async (on) => ({
    type: 'applied',
    applied: await connection.apply(changes, on, controlOf(running), running.guard),
  }));
};

export const rollBackIt = async ({ connection }: Used, outside: Outside, { plans }: Of<'rollback'>, running: Running): Promise<void> => {
  if (!connection) return;
  await write(outside, async (on) => ({ type: 'rolled-back', run: await connection.rollback(plans, on, controlOf(running)) }));
};

export const recoverIt = async ({ connection }: Used, outside: Outside): Promise<void> => {
  if (!connection) return;
  await settle(
    outside,
    async () => ({ type: 'recovered', runs: await connection.recover() }),
    (trouble) => ({ type: 'trouble', trouble }),
  );
};
