import { Command } from 'commander';
import { usage } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { aimedContext, aimedError } from './aiming.ts';
import { AUDIT_LOG, collect, helpOnlyFor, later, type Runs, type Work } from './command.ts';
import { completionOf } from './completion.ts';
import type { Context } from './context.ts';
import { declareChanges, declareRecords } from './declareWriting.ts';
import { demo } from './demo.ts';
import { declareInspect } from './inspect.ts';
import type { Flags } from './flags.ts';
import { near } from '../core/near.ts';
import { screens } from './screens.ts';

const CODES = `
Exit codes:
  0 done, or nothing to do · 1 something was found (scan --fail-on, plan, verify, inspect) · 2 usage · 3 cluster, credentials or rights
  4 stale · 5 failed and rolled back · 6 partial or unknown · 7 a write needs a terminal, --yes or --confirm · 70 a bug · 130, 143 stopped by a signal`;

/** What every command takes, before or after its name. */
const everywhere = (program: Command): Command =>
  program
    .option('--kubeconfig <file>', 'the kubeconfig to use')
    .option('--context <name>', 'the context to use')
    .option('-n, --namespace <name>', 'only this namespace')
    .option('-A, --all-namespaces', 'everything that may be read (the default)')
    .option('-l, --selector <labels>', 'only objects with these labels, as kubectl takes them')
    .option('-f, --filename <path>', 'work on a file or folder of manifests, or - for the standard input; may be repeated', collect)
    .option('-o, --output <form>', 'table, wide, json or yaml; plan: diff, json, kustomize or yaml')
    .option('--as <user>', 'act as this user')
    .option('--as-group <group>', 'act as a member of this group; may be repeated', collect)
    .option('--request-timeout <time>', 'how long the server may be silent, or take to connect, such as 30s')
    .option('--read-only', 'send nothing that could change the target')
    .option('--field-manager <name>', 'as whom our fields are marked')
    .option('--config <file>', 'theme and keys of the screens; $XDG_CONFIG_HOME/kubeharden/config.yaml without it')
    .option('--no-color', 'no colours; NO_COLOR does the same');

const declareReading = (program: Command, runs: Runs): void => {
  const scanning = program.command('scan').description('list the weaknesses of the target');
  scanning
    .argument('[checks...]', 'ids of remediations, and objects as KIND/NAME; without any, all')
    .option('--fail-on <severity>', 'exit 1 for findings at least this severe, or if something could not be checked')
    .option('--image-report <file>', 'what trivy or grype print of an image as JSON; may be repeated', collect)
    .option('--audit-log <file>', AUDIT_LOG)
    .option('--allow-unchecked', 'with --fail-on: do not fail for what could not be checked')
    .option('--read-kubelets', 'ask each kubelet for its configuration, which needs the right to get nodes/proxy');
  runs(
    scanning,
    later(async () => (await import('./scan.ts')).scan),
  );
  runs(program.command('demo').description('try it on a deliberately weak cluster in memory'), demo);
  const explaining = program.command('explain').description('tell about a remediation; list them all without its id');
  runs(
    explaining.argument('[check]'),
    later(async () => (await import('./explain.ts')).explain),
  );
  const importing = program.command('import').description('link what kube-bench found to the remediations and guides here');
  runs(
    importing.argument('[file]', 'what `kube-bench run --json` prints'),
    later(async () => (await import('./import.ts')).importReport),
  );
  const completing = program.command('completion').description('print a completion script').argument('<shell>', 'bash, zsh or fish');
  runs(completing, completionOf(program));
};

const noSuchCommand = (program: Command, word: string): Error => {
  const meant = near(
    word,
    program.commands.map((command) => command.name()),
  );
  return usage(
    `There is no command "${printable(word)}".`,
    ...meant.map((name) => `Did you mean \`kubeharden ${name}\`?`),
    'See `kubeharden --help`.',
  );
};

/** Without a command: the screens. A word that is no command is one that was misspelt. */
const withoutCommand =
  (program: Command): Work =>
  (context, flags, names) => {
    const [word] = names;
    if (word === undefined) return screens(context, flags, names);
    throw noSuchCommand(program, word);
  };

const strings = (values: readonly unknown[]): readonly string[] => values.flat().filter((value) => typeof value === 'string');

/** The whole command line; `done` gets the exit code of the command that ran. */
export const programOf = (context: Context, done: (code: number) => void): Command => {
  const program = new Command('kubeharden');
  program
    .description('Hardens a Kubernetes cluster, one reviewed and reversible change at a time.')
    .usage('[command] [flags]')
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => context.terminal.out(text.trimEnd()), writeErr: () => undefined })
    .addHelpText('after', CODES);
  const runs: Runs = (command, work) =>
    command.action(async (...given: unknown[]) => {
      const [flags, ...names] = [command.optsWithGlobals<Flags & { readonly color: boolean }>(), ...given.slice(0, -2)];
      try {
        done(await work(aimedContext(context, flags), flags, strings(names)));
      } catch (error) {
        throw aimedError(error, flags);
      }
    });
  runs(everywhere(program).argument('[command]', 'without one: the screens, or without a terminal a scan'), withoutCommand(program));
  declareReading(program, runs);
  declareChanges(program, runs);
  declareInspect(program, runs);
  declareRecords(program, runs);
  helpOnlyFor(program, (word) => noSuchCommand(program, word));
  return program;
};
