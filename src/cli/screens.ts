import type { Work } from './command.ts';
import { usage } from '../app/errors.ts';
import { namespaceOf, targetOf } from './flags.ts';

/** What `kubeharden` alone does: the screens; without a terminal, on files, or where a form of output is asked for, a scan. */
export const screens: Work = async (context, flags, names) => {
  const options = targetOf(flags);
  const onScreen = context.terminal.shows && flags.output === undefined && options.files.length === 0;
  if (!onScreen) return (await import('./scan.ts')).scan(context, flags, names);
  if (flags.selector !== undefined)
    throw usage('-l has no meaning on the screens.', 'Filter there with `/`, or use `kubeharden scan -l SELECTOR`.');
  return context.openScreens({ ...options, namespace: namespaceOf(flags) }, flags.config);
};
