import type { Command, Option } from 'commander';
import { EXIT, usage } from '../app/errors.ts';
import type { Work } from './command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What may stand behind a command, or before one. */
interface Words {
  /** Ids of remediations, and subcommands. */
  readonly plain: readonly string[];
  readonly options: readonly Option[];
  /** Whether a file may be named there. */
  readonly files: boolean;
}

interface Line {
  readonly everywhere: Words;
  readonly commands: ReadonlyMap<string, Words>;
}

/** Commands that are followed by ids of remediations. */
const BY_CHECK = ['scan', 'plan', 'apply', 'explain'];

const behind = (command: Command, checks: readonly string[]): Words => {
  const all = [command, ...command.commands].flatMap(({ options }) => options);
  return {
    plain: [...command.commands.map((sub) => sub.name()), ...(BY_CHECK.includes(command.name()) ? checks : [])],
    options: [...new Map(all.map((option) => [option.long, option])).values()],
    files: [command, ...command.commands].some((of) => of.registeredArguments.some((argument) => argument.name() === 'file')),
  };
};

const lineOf = (program: Command, checks: readonly string[]): Line => ({
  everywhere: { plain: program.commands.map((command) => command.name()), options: program.options, files: false },
  commands: new Map(program.commands.map((command) => [command.name(), behind(command, checks)])),
});

const takesValue = ({ required, optional }: Option): boolean => required || optional;

const longOf = (options: readonly Option[]): readonly string[] => options.flatMap(({ long }) => long ?? []);

/** All that are followed by a value, by both of their names. */
const valuedOf = (options: readonly Option[]): string =>
  options
    .filter(takesValue)
    .flatMap(({ short, long }) => [short ?? [], long ?? []].flat())
    .join(' ');

const bashCase = ([command, { plain, options }]: readonly [string, Words]): string =>
  `        ${command}) words="$words ${[...plain, ...longOf(options)].join(' ')}" values="$values ${valuedOf(options)}" ;;`;

/** bash hands `a@b`, `a:b` and `a=b` over as three words each. Where a value is due no word is offered, so that readline offers files. */
const bash = ({
  everywhere: { plain, options },
  commands,
}: Line): string => `# kubeharden completion for bash: source <(kubeharden completion bash)
_kubeharden() {
  local word=\${COMP_WORDS[COMP_CWORD]} command= value= given i
  local words="${longOf(options).join(' ')}" values="${valuedOf(options)}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    given=\${COMP_WORDS[i]}
    if [[ $given == [@:=]* ]]; then value=next
    elif [[ -n $value ]]; then value=
    elif [[ " $values " == *" $given "* ]]; then value=next
    elif [[ -z $command && $given != -* ]]; then
      command=$given
      case $command in
${[...commands].map(bashCase).join('\n')}
      esac
    fi
  done
  COMPREPLY=()
  [[ -z $value ]] || return 0
  [[ -n $command ]] || words="$words ${plain.join(' ')}"
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _kubeharden kubeharden kubectl-harden`;

const zsh = (line: Line): string => `#compdef kubeharden
autoload -U +X bashcompinit && bashcompinit
${bash(line)}`;

/** `-r`: a value follows, which fish then takes for no command; `-F`: it may be a file, where no other word may. */
const fishFlag = (option: Option): string =>
  [
    ...(option.long === undefined ? [] : [`-l ${option.long.slice(2)}`]),
    ...(option.short === undefined ? [] : [`-s ${option.short.slice(1)}`]),
    ...(takesValue(option) ? ['-r -F'] : []),
  ].join(' ');

const fishLines = (on: string, { plain, options, files }: Words): readonly string[] => [
  ...options.map((option) => `complete -c kubeharden${on} ${fishFlag(option)}`),
  ...(plain.length > 0 ? [`complete -c kubeharden${on} ${files ? '' : '-f '}-a "${plain.join(' ')}"`] : []),
];

const fish = ({ everywhere: { plain, options }, commands }: Line): string =>
  [
    '# kubeharden completion for fish: kubeharden completion fish | source',
    ...fishLines('', { plain: [], options, files: true }),
    ...fishLines(` -n "not __fish_seen_subcommand_from ${plain.join(' ')}"`, { plain, options: [], files: false }),
    ...[...commands].flatMap(([command, words]) => fishLines(` -n "__fish_seen_subcommand_from ${command}"`, words)),
  ].join('\n');

const SCRIPTS: Readonly<Record<string, (line: Line) => string>> = { bash, zsh, fish };

/** A script for the shell that completes commands, flags and ids of remediations. */
export const completionOf =
  (program: Command): Work =>
  async (context, _flags, [shell = '']) => {
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (!script) throw usage(`There is no completion for ${shell}.`, `Give one of ${SHELLS.join(', ')}.`);
    const checks = (await context.catalogue()).map(({ id }) => id);
    context.terminal.out(script(lineOf(program, checks)));
    return EXIT.ok;
  };
