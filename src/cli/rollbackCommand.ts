import { shellWord } from '../core/shellWord.ts';
import type { Flags } from './flags.ts';

const given = (flag: string, value: string | undefined): readonly string[] => (value === undefined ? [] : [flag, value]);

/** The command that takes a run back on the same target and as the same user, as it can be pasted. */
export const rollbackCommand = (run: string, { filename = [], kubeconfig, context, as, asGroup = [], fieldManager }: Flags): string =>
  [
    ...['kubeharden', 'rollback', run],
    ...filename.flatMap((path) => ['-f', path]),
    ...given('--kubeconfig', kubeconfig),
    ...given('--context', context),
    ...given('--as', as),
    ...asGroup.flatMap((group) => ['--as-group', group]),
    ...given('--field-manager', fieldManager),
  ]
    .map(shellWord)
    .join(' ');
