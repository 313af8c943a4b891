import type { Work } from './command.ts';
import { targetOf } from './flags.ts';
import { scan } from './scan.ts';

/** What `kubeharden` alone does: the screens; without a terminal, on files, or where a form of output is asked for, a scan. */
export const screens: Work = (context, flags, names) => {
  const options = targetOf(flags);
  const onScreen = context.terminal.shows && flags.output === undefined && options.files.length === 0;
  return onScreen ? context.openScreens(options) : scan(context, flags, names);
};
