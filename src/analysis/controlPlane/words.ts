import { items, text } from '../../core/resource.ts';
import type { Container } from '../../core/workload.ts';

/** One word of a command line. */
export interface Word {
  readonly text: string;
  readonly list: 'command' | 'args';
  /** Its place in the list. */
  readonly index: number;
  /** It is only a part of what stands there: of a shell script, or of two flags in one text. */
  readonly isPart: boolean;
}

const SHELL = /^(?:.*\/)?(?:ba|da|a|z|k)?sh$/;
/** Quotes of a shell, a line that goes on, an end of a command, or what stands for itself. */
const TOKEN = /"((?:\\.|[^"\\])*)"|'([^']*)'|\\\r?\n|\\(.)|(\r?\n|[;|]+|&&?|\d*[<>]+&?\d*)|(\s+)|([^\s"'\\;|&<>]+)/gs;
const END = Symbol('end');

/** A script as words, with an END wherever a command ends or something is redirected. */
const scriptWords = (script: string): readonly (string | typeof END)[] => {
  const found: (string | typeof END)[] = [];
  let word: string | undefined;
  const close = (): void => {
    if (word !== undefined) found.push(word);
    word = undefined;
  };
  for (const [token, double, single, escaped, end, space, plain] of script.matchAll(TOKEN)) {
    if (end !== undefined) close();
    if (end !== undefined) found.push(END);
    else if (space !== undefined) close();
    else if (!/^\\\r?\n$/.test(token)) word = `${word ?? ''}${double?.replaceAll(/\\(.)/gs, '$1') ?? single ?? escaped ?? plain ?? ''}`;
  }
  close();
  return found;
};

/** What Linux takes for all arguments of a program: a command that would become longer is none. */
const LONGEST_COMMAND = 2 ** 21;

/** Fills `$(NAME)` in as the kubelet does, from the variables that the container declares; what would make the command too long stays. */
const filler = (container: Container): ((word: string) => string) => {
  const values = new Map(items(container['env']).map(({ name, value }) => [name, text(value)]));
  let room = LONGEST_COMMAND;
  const fill = (whole: string, name: string): string => {
    const value = values.get(name);
    if (value === undefined || value.length > room) return whole;
    room -= value.length;
    return value;
  };
  return (word) => (word.includes('$(') ? word.replaceAll(/\$\(([A-Za-z_][\w.-]*)\)/g, fill) : word);
};

/** The value of a variable that the container declares as text. */
export const variable = (container: Container, name: string): string | undefined =>
  text(items(container['env']).findLast((env) => env['name'] === name)?.['value']);

const wordsIn = (container: Container, list: 'command' | 'args', filled: (word: string) => string): readonly Word[] => {
  const written = container[list];
  if (!Array.isArray(written)) return [];
  return written.flatMap((word: unknown, index) => (typeof word === 'string' ? [{ text: filled(word), list, index, isPart: false }] : []));
};

/**
 * The command lines that a container runs: its command and args as one, or the commands of its script where a shell runs one.
 * What the image itself runs is not known.
 */
export const commandLinesOf = (container: Container): readonly (readonly Word[])[] => {
  const filled = filler(container);
  const words = [...wordsIn(container, 'command', filled), ...wordsIn(container, 'args', filled)];
  const option = SHELL.test(words[0]?.text ?? '') ? words.findIndex(({ text: word }, i) => i > 0 && /^-[a-z]*c$/.test(word)) : -1;
  const script = option < 0 ? undefined : words[option + 1];
  if (!script) return [words];
  const lines: Word[][] = [[]];
  for (const word of scriptWords(script.text)) {
    if (word === END) lines.push([]);
    else lines.at(-1)?.push({ ...script, text: word, isPart: true });
  }
  return lines.filter((line) => line.length > 0);
};
