import { jsonParts } from '../report/jsonText.ts';
import type { Context } from './context.ts';
import type { Flags, Output } from './flags.ts';

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
  else for (const line of await lines(terminal.columns)) terminal.out(line);
};

export const isData = ({ output }: Flags): boolean => output === 'json' || output === 'yaml';
