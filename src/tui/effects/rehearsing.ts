import type { Command } from '../command.ts';
import { settle, type Outside, type Used } from './outside.ts';
import type { Running } from './writing.ts';

type Rehearse = Extract<Command, { do: 'rehearse' }>;

/** Resolves once the pod has been taken away again. */
export const rehearseIt = async (
  { connection }: Used,
  outside: Outside,
  { change, snapshot, answers, extent }: Rehearse,
  { stop, leave }: Running,
): Promise<void> => {
  if (!connection) return;
  await settle(
    outside,
    async () => {
      const control = { stop: stop.signal, leave: leave.signal };
      return { type: 'rehearsed', rehearsal: await connection.rehearse(change, snapshot, answers, extent, control) };
    },
    (trouble) => ({ type: 'trouble', trouble }),
  );
};
