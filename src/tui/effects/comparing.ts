import { setImmediate } from 'node:timers/promises';
import type { Command } from '../command.ts';
import { compare } from '../likeness.ts';
import { settle, type Outside, type Used } from './outside.ts';

/** What the others like the finding at hand do otherwise; of two that are asked for, the newer one is answered. */
export const compareIt = (used: Used, outside: Outside, command: Extract<Command, { do: 'compare' }>): Promise<void> => {
  used.comparing.abort();
  const { signal } = (used.comparing = new AbortController());
  const breathe = async (): Promise<void> => {
    await setImmediate();
    signal.throwIfAborted();
  };
  return settle(
    outside,
    async () => {
      const { impactOf } = await import('../../analysis/impact.ts');
      return { type: 'compared', finding: command.finding.id, of: command.snapshot, likenesses: await compare(command, impactOf, breathe) };
    },
    (trouble) => ({ type: 'trouble', trouble }),
    signal,
  );
};
