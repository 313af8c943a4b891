import { shellWord } from '../core/shellWord.ts';
import type { Flags } from './flags.ts';

const given = (flag: string, value: string | undefined): readonly string[] => (value === undefined ? [] : [flag, value]);

/** A command on the same target and as the same user, as it can be pasted. */
export const commandOn = (
  words: readonly string[],
  { filename = [], kubeconfig, context, as, asGroup = [], fieldManager }: Flags,
): string =>
  [
    ...['kubeharden', ...words],
    ...filename.flatMap((path) => ['-f', path]),
    ...given('--kubeconfig', kubeconfig),
    ...given('--context', context),
    ...given('--as', as),
    ...asGroup.flatMap((group) => ['--as-group', group]),
    ...given('--field-manager', fieldManager),
  ]
    .map(shellWord)
    .join(' ');

/** The command that takes a run back. */
export const rollbackCommand = (run: string, flags: Flags): string => commandOn(['rollback', run], flags);
