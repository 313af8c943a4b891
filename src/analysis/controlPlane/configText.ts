import { isRecord } from '../../core/resource.ts';

/** A line that says something. */
interface Line {
  readonly indent: number;
  readonly text: string;
}

class Unreadable extends Error {}

const unreadable = (): never => {
  throw new Unreadable();
};

const PLAIN: readonly (readonly [RegExp, (text: string) => unknown])[] = [
  [/^(?:~|null|Null|NULL)?$/, () => null],
  [/^(?:true|True|TRUE)$/, () => true],
  [/^(?:false|False|FALSE)$/, () => false],
  [/^[-+]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/, Number],
  // Anchors, aliases, tags, block scalars, other writings of numbers: not written by what writes these configurations.
  [/^(?:[&*!|>%@`?,\]}]|[-+]?[.\d][\d_.xoXO]*$|[-+]?\.(?:inf|nan)$|.*: )/i, unreadable],
];

const scalar = (text: string): unknown => {
  if (text.startsWith('"')) return JSON.parse(text) as unknown;
  if (text.startsWith("'")) return /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : unreadable();
  if (text.startsWith('{')) return text === '{}' ? {} : (JSON.parse(text) as unknown);
  if (text.startsWith('[')) return flowList(text);
  const read = PLAIN.find(([form]) => form.test(text))?.[1];
  return read ? read(text) : text;
};

/** `[a, "b"]`, without anything nested. */
const flowList = (text: string): unknown => {
  const inner = /^\[([^[\]{}]*)\]$/.exec(text)?.[1]?.trim() ?? unreadable();
  if (inner === '') return [];
  return /["']/.test(inner) ? (JSON.parse(text) as unknown) : inner.split(',').map((item) => scalar(item.trim()));
};

/** A comment begins with # after a space, where no quote is open. */
const withoutComment = (text: string): string =>
  /^(?:"(?:\\.|[^"\\])*"|'(?:[^']|'')*'|[^"'#]|(?<=\S)["'#])*/.exec(text)?.[0].trimEnd() ?? text;

const linesOf = (text: string): readonly Line[] =>
  text.split(/\r?\n/).flatMap((whole, i) => {
    const line = withoutComment(whole);
    if (line.trim() === '' || (line === '---' && i === 0)) return [];
    if (/^\t| \t|^---|^\.\.\./.test(line)) return unreadable();
    const indent = line.length - line.trimStart().length;
    return [{ indent, text: line.trim() }];
  });

const KEY = /^("(?:\\.|[^"\\])*"|'(?:[^']|'')*'|[^\s"'{}[\]&*!|>%@`?,#-][^"'{}[\]#]*?|-[^\s"'#][^"'#]*?):(?: +(.*))?$/;

/** What stands at one indent; takes its lines away. */
const block = (lines: Line[]): unknown => {
  const first = lines[0];
  if (!first) return null;
  return /^-(?: |$)/.test(first.text) ? list(lines, first.indent) : KEY.test(first.text) ? record(lines, first.indent) : lone(lines);
};

const lone = (lines: Line[]): unknown => scalar(lines.shift()?.text ?? '');

const list = (lines: Line[], indent: number): readonly unknown[] => {
  const found: unknown[] = [];
  for (let line = lines[0]; line?.indent === indent && /^-(?: |$)/.test(line.text); line = lines[0]) {
    const rest = line.text.slice(1).trimStart();
    const own = indent + line.text.length - rest.length;
    if (rest === '') lines.shift();
    else lines[0] = { indent: own, text: rest };
    const next = lines[0];
    found.push(next && next.indent > indent ? block(lines) : null);
  }
  return found;
};

const record = (lines: Line[], indent: number): Readonly<Record<string, unknown>> => {
  const found = new Map<string, unknown>();
  for (let line = lines[0]; line?.indent === indent; line = lines[0]) {
    const [, written = '', rest = ''] = KEY.exec(line.text) ?? unreadable();
    const key = String(/^["']/.test(written) ? scalar(written) : written);
    if (found.has(key)) unreadable();
    lines.shift();
    const next = lines[0];
    const isNested = next !== undefined && (next.indent > indent || (next.indent === indent && /^-(?: |$)/.test(next.text)));
    if (rest !== '' && next !== undefined && next.indent > indent) unreadable();
    found.set(key, rest === '' && isNested ? block(lines) : scalar(rest));
  }
  return Object.fromEntries(found);
};

/**
 * The YAML that kubeadm and the kubelet write into ConfigMaps: nested maps and lists of plain or quoted values, or JSON.
 * Undefined for whatever else YAML allows, which is then not checked: a guess would be worse.
 */
export const readConfig = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const lines = [...linesOf(text)];
    const value = text.trimStart().startsWith('{') ? (JSON.parse(text) as unknown) : block(lines);
    return isRecord(value) && (lines.length === 0 || text.trimStart().startsWith('{')) ? value : undefined;
  } catch (error) {
    if (error instanceof Unreadable || error instanceof SyntaxError) return undefined;
    throw error;
  }
};
