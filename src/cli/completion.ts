import type { Command } from 'commander';
import { EXIT, usage } from '../app/errors.ts';
import type { Work } from './command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

interface Words {
  readonly commands: readonly string[];
  /** By the names of command and subcommand; `''` for what every command takes. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

const longFlags = (command: Command): readonly string[] => command.options.flatMap(({ long }) => (long ? [long] : []));

const wordsOf = (program: Command): Words => {
  const flags = new Map([['', longFlags(program)]]);
  for (const command of program.commands) {
    const below = command.commands.flatMap((sub) => [sub.name(), ...longFlags(sub)]);
    flags.set(command.name(), [...longFlags(command), ...below]);
  }
  return { commands: program.commands.map((command) => command.name()), flags };
};

/** Commands that are followed by ids of remediations. */
const BY_CHECK = ['scan', 'plan', 'apply', 'explain'];

const caseLines = ({ flags }: Words, checks: readonly string[]): string =>
  [...flags]
    .filter(([command]) => command !== '')
    .map(([command, words]) => `    ${command}) words="$words ${[...words, ...(BY_CHECK.includes(command) ? checks : [])].join(' ')}" ;;`)
    .join('\n');

const bash = (words: Words, checks: readonly string[]): string => `# kubeharden completion for bash: source <(kubeharden completion bash)
_kubeharden() {
  local word=\${COMP_WORDS[COMP_CWORD]} command= words="${(words.flags.get('') ?? []).join(' ')}" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in -*) ;; *) command=\${COMP_WORDS[i]}; break ;; esac
  done
  case $command in
    "") words="$words ${words.commands.join(' ')}" ;;
${caseLines(words, checks)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
}
complete -F _kubeharden kubeharden kubectl-harden`;

const zsh = (words: Words, checks: readonly string[]): string => `#compdef kubeharden
autoload -U +X bashcompinit && bashcompinit
${bash(words, checks)}`;

const fish = ({ commands, flags }: Words, checks: readonly string[]): string =>
  [
    '# kubeharden completion for fish: kubeharden completion fish | source',
    `complete -c kubeharden -n __fish_use_subcommand -a "${commands.join(' ')}"`,
    ...(flags.get('') ?? []).map((flag) => `complete -c kubeharden -l ${flag.slice(2)}`),
    ...[...flags]
      .filter(([command]) => command !== '')
      .flatMap(([command, words]) => {
        const on = `complete -c kubeharden -n "__fish_seen_subcommand_from ${command}"`;
        const plain = [...words.filter((word) => !word.startsWith('-')), ...(BY_CHECK.includes(command) ? checks : [])];
        return [
          ...words.filter((word) => word.startsWith('--')).map((flag) => `${on} -l ${flag.slice(2)}`),
          ...(plain.length > 0 ? [`${on} -a "${plain.join(' ')}"`] : []),
        ];
      }),
  ].join('\n');

const SCRIPTS: Readonly<Record<string, (words: Words, checks: readonly string[]) => string>> = { bash, zsh, fish };

/** A script for the shell that completes commands, flags and ids of remediations. */
export const completionOf =
  (program: Command): Work =>
  async (context, _flags, [shell = '']) => {
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (!script) throw usage(`There is no completion for ${shell}.`, `Give one of ${SHELLS.join(', ')}.`);
    context.terminal.out(
      script(
        wordsOf(program),
        (await context.catalogue()).map(({ id }) => id),
      ),
    );
    return EXIT.ok;
  };
