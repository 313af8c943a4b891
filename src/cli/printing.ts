import { jsonParts } from '../report/jsonText.ts';
import type { Context } from './context.ts';
import type { Flags, Output } from './flags.ts';

/** Lines that are printed together: one by one, thousands of them take longer to print than to find. */
const LINES = 1_000;

/** Prints a report as data, or as the lines that people read. */
export const print = async (
  { terminal }: Context,
  output: Output,
  report: unknown,
  lines: (columns: number) => readonly string[] | Promise<readonly string[]>,
): Promise<void> => {
  if (output === 'json')
    for (const part of jsonParts(report)) {
      terminal.out(part);
      await terminal.flushed(); // or all of it would wait in memory for a slow reader
    }
  else if (output === 'yaml') terminal.out((await import('../report/yamlText.ts')).yamlText(report));
  else {
    const all = await lines(terminal.columns);
    for (let from = 0; from < all.length; from += LINES) terminal.out(all.slice(from, from + LINES).join('\n'));
  }
};

export const isData = ({ output }: Flags): boolean => output === 'json' || output === 'yaml';
