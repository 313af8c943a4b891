import type { Work } from './command.ts';
import { scanOf } from './scan.ts';

/** The screens on the demo; without a terminal, its scan. */
export const demo: Work = async (context, flags) => {
  if (context.terminal.shows && flags.output === undefined) return context.openScreens('demo');
  const work = scanOf(context, flags);
  const opened = await context.openDemo();
  try {
    return await work(opened);
  } finally {
    await opened.target.close();
  }
};
