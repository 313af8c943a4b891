import type { Command } from 'commander';
import type { Context } from './context.ts';
import type { Flags } from './flags.ts';

/** The work of one command; resolves with the exit code. Throws a Failure for what can be expected to go wrong. */
export type Work = (context: Context, flags: Flags, names: readonly string[]) => Promise<number>;

/** Work that is loaded once its command runs: all others start without it. */
export const later =
  (load: () => Promise<Work>): Work =>
  async (context, flags, names) =>
    (await load())(context, flags, names);

/** Gives a command its work. */
export type Runs = (command: Command, work: Work) => Command;

/** Where help is asked about a word that is none of its commands, the word is refused: its own help would not be about that. */
export const helpOnlyFor = (command: Command, refusal: (word: string) => Error): void => {
  command.addHelpText('before', ({ command: about }) => {
    const [word] = about.args;
    if (about === command && word !== undefined && !word.startsWith('-')) throw refusal(word);
    return '';
  });
};

/** What --audit-log is good for where weaknesses are looked for. */
export const AUDIT_LOG = "the API server's audit log: what was used is offered in place of wildcards in roles";

/** For flags that may stand several times, or hold several words. */
export const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

export const collectWords = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  ...value.split(',').filter((word) => word !== ''),
];
