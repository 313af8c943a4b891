import { text } from '../core/resource.ts';
import type { Container } from '../core/workload.ts';
import { commandOf } from './said.ts';

const KUBECTL = /(?:^|\/)kubectl$/;
/** Images that run kubectl without being told. */
const KUBECTL_IMAGE = /(?:^|\/)kubectl(?:[:@]|$)/;
const SHELL = /(?:^|\/)(?:ba|da|a|z)?sh$/;
const LOOPBACK = /^(?:127\.|localhost$|\[?::1\]?$)/;

/** A word of a script without quotes and brackets around it; a bracket that closes one in the word stays. */
const bare = (word: string): string =>
  word
    .replace(/(?<!["'])["']+$|(?<!\))\)+$/, (end, at: number) => {
      const before = word.slice(0, at);
      return end.startsWith(')') && before.lastIndexOf('(') > before.lastIndexOf(')') ? ')' : '';
    })
    .replace(/^["'(]+/, '');

/** The commands of a container, each as words; in a shell's script there are several. */
const commandsIn = (container: Container): readonly (readonly string[])[] => {
  const said = commandOf(container);
  const own = Array.isArray(container['command']) && container['command'].length > 0;
  if (!own && KUBECTL_IMAGE.test(text(container['image']) ?? '')) return [['kubectl', ...said]];
  if (!said.some((word) => SHELL.test(word))) return [said];
  return said
    .join(' ')
    .split(/[;&|\n]+/)
    .map((command) => command.split(/\s+/).map(bare));
};

/** Words after `kubectl proxy`; undefined where it is another command. Flags may stand in front, with their values. */
const afterProxy = (words: readonly string[]): readonly string[] | undefined => {
  const start = words.findIndex((word) => KUBECTL.test(word));
  const rest = start < 0 ? [] : words.slice(start + 1);
  const at = rest.indexOf('proxy');
  const isFirst = rest.slice(0, at).every((word, i, before) => word.startsWith('-') || /^-[^=]*$/.test(before[i - 1] ?? ''));
  return at >= 0 && isFirst ? rest.slice(at + 1) : undefined;
};

const flag = (words: readonly string[], name: string): string | undefined => {
  const at = words.findLastIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = words[at];
  return word?.startsWith(`${name}=`) ? word.slice(name.length + 1) : words[at + 1 || words.length];
};

export interface KubectlProxy {
  /** Of the pod or node; kubectl listens on 127.0.0.1 unless told. */
  readonly address: string;
  readonly port: string;
  readonly isLoopback: boolean;
}

/** Where a container's `kubectl proxy` listens; undefined where it runs none, or one that listens on a socket file. */
export const kubectlProxyIn = (container: Container): KubectlProxy | undefined => {
  for (const command of commandsIn(container)) {
    const words = afterProxy(command);
    if (!words || words.some((word) => /^(?:-u|--unix-socket)/.test(word))) continue;
    const address = flag(words, '--address') ?? '127.0.0.1';
    return { address, port: flag(words, '--port') ?? flag(words, '-p') ?? '8001', isLoopback: LOOPBACK.test(address) };
  }
  return undefined;
};
