import { Failure } from '../app/errors.ts';
import type { Context } from './context.ts';
import type { Flags } from './flags.ts';
import { commandOn } from './rollbackCommand.ts';

/** A command in a sentence that asks for a target; what is imported is on another one. */
const COMMAND = /`kubeharden (?=(?:scan|plan|apply|rollback|history|verify|recover)\b)(?!history import\b)([^`]*)`/g;
const IS_AIMED = /(?:^| )(?:-f|--filename|--context|--kubeconfig)(?:[ =]|$)/;

/** A text whose commands go to the same target as the command that says it, and as the same user: they are there to be pasted. */
const aimed = (text: string, flags: Flags): string => {
  const suffix = commandOn([], flags).slice('kubeharden'.length);
  if (suffix === '') return text;
  return text.replace(COMMAND, (whole, words: string) =>
    IS_AIMED.test(words) || words.endsWith(suffix) ? whole : `\`kubeharden ${words}${suffix}\``,
  );
};

/** The same context; commands in its messages are aimed at the target of these flags. */
export const aimedContext = (context: Context, flags: Flags): Context => {
  const { terminal } = context;
  return {
    ...context,
    terminal: Object.create(terminal, { err: { value: (text: string) => terminal.err(aimed(text, flags)) } }) as typeof terminal,
  };
};

/** The same error; commands in its next steps are aimed at the target of these flags. */
export const aimedError = (error: unknown, flags: Flags): unknown =>
  error instanceof Failure
    ? new Failure(
        error.exit,
        error.message,
        error.next.map((step) => aimed(step, flags)),
        { cause: error },
      )
    : error;
