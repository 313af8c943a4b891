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

/** In this order. What YAML 1.1, 1.2 and Go read in different ways is not read at all. */
const PLAIN: readonly (readonly [RegExp, (text: string) => unknown])[] = [
  [/^(?:~|null)?$/, () => null],
  [/^true$/, () => true],
  [/^false$/, () => false],
  [/^(?:0|-?[1-9]\d{0,14}|-?(?:0|[1-9]\d*)\.\d+)$/, Number],
  [/^(?:y|n|yes|no|on|off|true|false|null)$/i, unreadable],
  [/: | #|:$/, unreadable],
  [/^[A-Za-z_/$(]/, String],
  [/^\d+\.\d+\.\d+\.\d+(?::\d+|\/\d+)?$/, String],
  // A digit, and a letter that no number has: 4h0m0s.
  [/^\d.*[g-np-wyz]/i, String],
  [/^/, unreadable],
];

const plain = (text: string): unknown => PLAIN.find(([form]) => form.test(text))?.[1](text);

/** `"a"`, `'a'`, with a comment behind it; undefined for what is not quoted. */
const quoted = (text: string): string | undefined => {
  if (!/^["']/.test(text)) return undefined;
  const [, double, single] = /^(?:("(?:\\.|[^"\\])*")|'((?:[^']|'')*)')(?: +#.*)?$/.exec(text) ?? unreadable();
  return double === undefined ? (single ?? '').replaceAll("''", "'") : String(JSON.parse(double));
};

/** `[a, "b"]`, without anything nested. */
const flowList = (text: string): unknown => {
  const inner = /^\[([^[\]{}#]*)\]$/.exec(text)?.[1]?.trim() ?? unreadable();
  if (inner === '') return [];
  return inner.split(',').map((item) => (item.trim() === '' ? unreadable() : scalar(item.trim())));
};

const scalar = (written: string): unknown => {
  const text = quoted(written);
  if (text !== undefined) return text;
  const bare = written.replace(/(?:^|(?<! ) +)#.*$/, '').trimEnd();
  if (bare === '{}') return {};
  return bare.startsWith('[') ? flowList(bare) : plain(bare);
};

const linesOf = (text: string): readonly Line[] =>
  text.split('\n').flatMap((line, i) => {
    if (/^ *(?:#.*)?$/.test(line) || (line === '---' && i === 0)) return [];
    return [{ indent: line.length - line.trimStart().length, text: line.trim() }];
  });

const KEY = /^("(?:\\.|[^"\\])*"|'(?:[^']|'')*'|[A-Za-z_][\w./-]*):(?: +(.*))?$/;
const ITEM = /^-(?: |$)/;

/** What stands at one indent; takes its lines away. */
const block = (lines: Line[], indent: number): unknown => {
  const text = lines[0]?.text ?? '';
  if (ITEM.test(text)) return list(lines, indent);
  if (KEY.test(text)) return record(lines, indent);
  lines.shift();
  return scalar(text);
};

const list = (lines: Line[], indent: number): readonly unknown[] => {
  const found: unknown[] = [];
  for (let line = lines[0]; line?.indent === indent && ITEM.test(line.text); line = lines[0]) {
    const rest = line.text.slice(1).trimStart();
    if (rest === '' || rest.startsWith('#')) lines.shift();
    else lines[0] = { indent: indent + line.text.length - rest.length, text: rest };
    const next = lines[0];
    found.push(next && next.indent > indent ? block(lines, next.indent) : null);
  }
  return found;
};

const record = (lines: Line[], indent: number): Readonly<Record<string, unknown>> => {
  const found = new Map<string, unknown>();
  for (let line = lines[0]; line?.indent === indent; line = lines[0]) {
    const [, written = '', rest = ''] = KEY.exec(line.text) ?? unreadable();
    const key = quoted(written) ?? written;
    if (found.has(key)) unreadable();
    lines.shift();
    const next = lines[0];
    const isEmpty = rest === '' || rest.startsWith('#');
    const isNested = next !== undefined && (next.indent > indent || (next.indent === indent && ITEM.test(next.text)));
    found.set(key, isEmpty && isNested ? block(lines, next.indent) : scalar(rest));
  }
  return Object.fromEntries(found);
};

const parsed = (text: string): unknown => {
  if (text.trimStart().startsWith('{')) return JSON.parse(text);
  const lines = [...linesOf(text.replaceAll('\r\n', '\n'))];
  const value = block(lines, lines[0]?.indent ?? 0);
  return lines.length > 0 ? unreadable() : value;
};

/** Characters that break lines, or that no such file has. */
const STRANGE = /[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]|\r(?!\n)/;

/**
 * The YAML that kubeadm and the kubelet write into ConfigMaps: nested maps and lists of plain or quoted values, or JSON.
 * Undefined for whatever else YAML allows, which is then not checked: a guess would be worse. (What is pure here must not
 * load a YAML library.)
 */
export const readConfig = (text: string): Readonly<Record<string, unknown>> | undefined => {
  if (STRANGE.test(text)) return undefined;
  try {
    const value = parsed(text);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof Unreadable || error instanceof SyntaxError) return undefined;
    throw error;
  }
};
