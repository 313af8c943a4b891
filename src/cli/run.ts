import { CommanderError } from 'commander';
import { EXIT, Failure, usage } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import type { Context } from './context.ts';
import { programOf } from './program.ts';

/** commander's own words, as one of our failures; undefined where it only showed the help. */
const misused = ({ exitCode, message }: CommanderError): Failure | undefined => {
  if (exitCode === 0) return undefined;
  const [sentence = '', ...hints] = message.replace(/^error: /, '').split('\n');
  return usage(
    `${sentence.charAt(0).toUpperCase()}${sentence.slice(1).replace(/(?<!\.)\.+$/, '')}.`,
    ...hints.map((hint) => hint.replace(/^\(|\)$/g, '')),
    'See `kubeharden --help`.',
  );
};

const told = ({ terminal, version }: Context, error: unknown): number => {
  const failure = error instanceof CommanderError ? misused(error) : error;
  if (failure === undefined) return EXIT.ok;
  if (failure instanceof Failure) {
    terminal.err(`${terminal.paint('red', 'error:')} ${printable(failure.message)}`);
    for (const step of failure.next) terminal.err(`  ${printable(step)}`);
    return failure.exit;
  }
  const stack = failure instanceof Error ? (failure.stack ?? failure.message) : JSON.stringify(failure);
  terminal.err(`BUG in kubeharden ${version} on Node ${process.version}, ${process.platform}:\n`);
  terminal.err(
    stack
      .split('\n')
      .map((line) => printable(line))
      .join('\n'),
  );
  terminal.err(
    '\nPlease report this with the lines above and what you did. If it happened during an apply, run `kubeharden recover` first.',
  );
  return EXIT.bug;
};

/** Runs one command line; resolves with the exit code when everything has been written. Never rejects. */
export const runCli = async (context: Context, args: readonly string[]): Promise<number> => {
  let code: number = EXIT.ok;
  try {
    await programOf(context, (as) => (code = as)).parseAsync(args, { from: 'user' });
    await context.terminal.flushed();
  } catch (error) {
    code = told(context, error);
  }
  await context.terminal.flushed().catch(() => undefined);
  return code;
};
