import { setImmediate } from 'node:timers/promises';
import { keyOf } from '../../analysis/rbac/identity.ts';
import type { ReadProgress } from '../../app/target.ts';
import type { Command } from '../command.ts';
import { batched } from './batched.ts';
import { latest } from './latest.ts';
import { settle, type Outside, type Used } from './outside.ts';

type Of<T extends Command['do']> = Extract<Command, { do: T }>;

const BATCH_MS = 50;

/** One answer at a time; what the scan did not read is read first. The screen is drawn before the work begins. */
export const inspectIt = async (used: Used, outside: Outside, { question, world }: Of<'inspect'>): Promise<void> => {
  used.inspecting.abort();
  const { signal } = (used.inspecting = new AbortController());
  const { connection } = used;
  if (!connection) return;
  const of = world.scan.snapshot;
  const steps = batched<ReadProgress>(BATCH_MS, (all) => {
    const last = all.at(-1);
    if (last && !signal.aborted) outside.dispatch({ type: 'inspecting', of, question, reading: last });
  });
  await settle(
    outside,
    async () => {
      // What answers is most of the analyses: the screens start without it.
      const { kinds, answer } = (await import('../inspect/questions.ts')).ASKING[question];
      const read = await connection.reading(kinds, of, steps.add, signal);
      steps.flush();
      const breathe = async (): Promise<void> => {
        await setImmediate();
        signal.throwIfAborted();
      };
      await breathe();
      const made = await answer(read, connection.namespace, world, breathe);
      return { type: 'inspected', of, question, answer: made, answers: world.session.answers, read };
    },
    (trouble) => ({ type: 'not-inspected', of, question, trouble }),
    signal,
  );
  steps.flush();
};

/** What the subject at the cursor can do: of those that the cursor only passes, none is worked out. */
export const profiling = (outside: Outside) =>
  latest<Of<'profile'>>(async ({ identity, snapshot }) => {
    await setImmediate();
    const key = keyOf(identity);
    await settle(
      outside,
      async () => {
        const { profileOf } = await import('../../analysis/rbac/profile.ts');
        return { type: 'profiled', key, of: snapshot, profile: profileOf(identity, [], snapshot) };
      },
      (trouble) => ({ type: 'trouble', trouble }),
    );
  });
