import { usage } from '../app/errors.ts';
import type { Work } from './command.ts';
import type { Flags } from './flags.ts';

/** The demo is a target of its own. */
const refuseTarget = ({ filename, context, kubeconfig }: Flags): void => {
  if ((filename ?? context ?? kubeconfig) !== undefined)
    throw usage(
      'The demo has its own cluster, so -f, --context and --kubeconfig have no meaning with it.',
      'Use `kubeharden scan` for yours.',
    );
};

/** The screens on the demo; without a terminal, its scan. */
export const demo: Work = async (context, flags) => {
  refuseTarget(flags);
  if (context.terminal.shows && flags.output === undefined) return context.openScreens('demo', flags.config);
  const { scanOf } = await import('./scan.ts');
  const work = await scanOf(context, flags, []);
  const opened = await context.openDemo();
  try {
    return await work(opened);
  } finally {
    await opened.target.close();
  }
};
