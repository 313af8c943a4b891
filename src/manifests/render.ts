import { dump, type DumpOptions } from 'js-yaml';
import { isRecord } from '../core/resource.ts';
import type { Style } from './style.ts';
import type { Scalar } from './tree.ts';

const optionsOf = (style: Style): DumpOptions => ({
  indent: style.indent,
  seqNoIndent: style.listsAtKey,
  quoteStyle: style.quote,
  lineWidth: -1,
  noRefs: true,
});

/** Lines in a column; empty ones stay empty. */
export const inColumn = (lines: readonly string[], column: number): readonly string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(column) + line));

/** Whether a value is written behind its key or dash, and not below. */
export const isInline = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) ? Object.keys(value).length === 0 : true;
};

/** An inline value in block context; further lines are a block scalar's content, from its key's column. */
export const inlineLines = (value: unknown, style: Style, was: Scalar['style'] = 'plain'): readonly string[] => {
  const quoted = typeof value === 'string' && (was === 'single' || was === 'double');
  const options = { ...optionsOf(style), ...(quoted ? { quoteStyle: was, forceQuotes: true } : {}) };
  const [first = '', ...rest] = dump({ k: value }, options).replace(/\n$/, '').split('\n');
  return [first.replace(/^k: /, ''), ...rest];
};

const keyText = (name: string, style: Style): string => dump({ [name]: 0 }, optionsOf(style)).replace(/: 0\n$/, ':');

const pairLines = (name: string, value: unknown, style: Style): readonly string[] => {
  const key = keyText(name, style);
  if (!isInline(value)) return [key, ...inColumn(blockLines(value, style), Array.isArray(value) && style.listsAtKey ? 0 : style.indent)];
  const [first = '', ...rest] = inlineLines(value, style);
  return [`${key} ${first}`, ...rest];
};

const itemLines = (value: unknown, style: Style): readonly string[] => {
  const [first = '', ...rest] = isInline(value) ? inlineLines(value, style) : blockLines(value, style);
  return [`- ${first}`, ...inColumn(rest, 2)];
};

/** The lines of a list or map that is not empty, in block style and from column 0. */
export const blockLines = (value: unknown, style: Style): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => itemLines(item, style));
  return Object.entries(isRecord(value) ? value : {}).flatMap(([name, one]) => (one === undefined ? [] : pairLines(name, one, style)));
};

/** How the neighbours in a flow collection are written. */
export interface FlowStyle {
  readonly padded: boolean;
  readonly quoted: boolean;
  /** Nothing between the colon and the value. */
  readonly compact: boolean;
}

const flowOptions = (style: Style, flow: FlowStyle): DumpOptions => ({
  ...optionsOf(style),
  flowLevel: 0,
  flowBracketPadding: flow.padded,
  ...(flow.quoted ? { quoteFlowKeys: true, quoteStyle: 'double', forceQuotes: true } : {}),
  ...(flow.compact ? { flowSkipColonSpace: true, flowSkipCommaSpace: true } : {}),
});

const unwrapped = (text: string): string => text.trim().slice(1, -1).trim();

/** A value on one line in flow context. */
export const flowValue = (value: unknown, style: Style, flow: FlowStyle): string =>
  isRecord(value) || Array.isArray(value)
    ? dump(value, flowOptions(style, flow)).trim()
    : unwrapped(dump([value], flowOptions(style, { ...flow, padded: false })));

export const flowPair = (name: string, value: unknown, style: Style, flow: FlowStyle): string =>
  unwrapped(dump({ [name]: value }, flowOptions(style, { ...flow, padded: false })));

/** JSON of several lines, of which all but the first begin with `prefix`. */
export const jsonLines = (value: unknown, style: Style, prefix: string): string =>
  JSON.stringify(value, null, style.jsonStep).replaceAll('\n', style.lineBreak + prefix);
