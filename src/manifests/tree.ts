import { CHOMPING_MODE, COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import { lineEnd, skipBlank } from './lines.ts';
import { eventsOf } from './mend.ts';
import { parseOne } from './parse.ts';

/** Offsets into the text of one document. */
interface Span {
  /** Just past what comes before: the colon, the dash, an anchor or a tag. */
  readonly after: number;
  /** Of the content: a quote, a block scalar's `|`, the first key or dash, a bracket. An empty value starts and ends at `after`. */
  readonly start: number;
  /** Past the last character of the content; never with the line break after it. */
  readonly end: number;
  /** Where a line can be put behind it. */
  readonly nextLine: number;
}

export interface Scalar extends Span {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'block' | 'empty';
  /** Columns of a block scalar's content. */
  readonly indent: number;
}

export interface Alias extends Span {
  readonly kind: 'alias';
}

/** A pair of a map, or an item of a list. */
export interface Entry {
  /** Of the key, the dash, or the flow item. */
  readonly from: number;
  /** Undefined for an item, and a key that is no scalar. */
  readonly name?: string;
  /** The pair is a merge key: `<<: *defaults`. */
  readonly merges: boolean;
  readonly value: Node;
}

export interface Collection extends Span {
  readonly kind: 'map' | 'seq';
  readonly flow: boolean;
  readonly entries: readonly Entry[];
}

export type Node = Scalar | Alias | Collection;

const STYLES = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'block',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'block',
} as const;

/** The name that a plain key stands for: `0x10: …` is the field `16`, and `on: …` the field `true`. */
const resolvedName = (written: string): string =>
  /^(?:[-+.~\d].*|[yn]|yes|no|on|off|true|false|null|)$/i.test(written) ? String(parseOne(written)) : written;

const afterProperties = (event: { readonly anchorEnd: number; readonly tagEnd: number }, after: number): number =>
  Math.max(event.anchorEnd, event.tagEnd, after);

/** Turns js-yaml's flat events into nodes that know where they stand. */
class Builder {
  readonly #text: string;
  readonly #events: readonly Event[];
  #at = 1;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  node(before: number): Node {
    const event = this.#events[this.#at++];
    if (event?.type === EVENT_ID.SCALAR) return this.#scalar(event, afterProperties(event, before));
    if (event?.type === EVENT_ID.ALIAS) {
      const end = event.anchorEnd;
      return { kind: 'alias', after: before, start: event.anchorStart - 1, end, nextLine: lineEnd(this.#text, end) };
    }
    if (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) throw new Error('js-yaml: unexpected event');
    const kind = event.type === EVENT_ID.MAPPING ? 'map' : 'seq';
    const flow = event.style === COLLECTION_STYLE.FLOW;
    const opened = flow && '{['.includes(this.#text[event.start] ?? ' ') ? event.start + 1 : event.start;
    const entries = this.#entries(kind, flow, opened);
    const last = entries.at(-1)?.value;
    const end = opened > event.start ? this.#next(last?.end ?? opened) + 1 : (last?.end ?? opened);
    const nextLine = flow || !last ? lineEnd(this.#text, end) : last.nextLine;
    return { kind, flow, entries, after: afterProperties(event, before), start: event.start, end, nextLine };
  }

  #scalar(event: ScalarEvent, after: number): Scalar {
    const { valueStart, valueEnd, indent } = event;
    const text = this.#text;
    if (valueStart < 0) return { kind: 'scalar', style: 'empty', after, start: after, end: after, indent, nextLine: lineEnd(text, after) };
    const style = STYLES[event.style];
    if (style !== 'block') {
      const quote = style === 'plain' ? 0 : 1;
      const end = valueEnd + quote;
      return { kind: 'scalar', style, after, start: valueStart - quote, end, indent, nextLine: lineEnd(text, end) };
    }
    const start = skipBlank(text, after);
    const end = start + text.slice(start, valueEnd).trimEnd().length;
    const nextLine = event.chomping === CHOMPING_MODE.KEEP ? Math.max(valueEnd, lineEnd(text, end)) : lineEnd(text, end);
    return { kind: 'scalar', style, after, start, end, indent, nextLine };
  }

  #entries(kind: 'map' | 'seq', flow: boolean, start: number): readonly Entry[] {
    const found: Entry[] = [];
    for (let at = start; this.#events[this.#at]?.type !== EVENT_ID.POP; at = found.at(-1)?.value.end ?? at)
      found.push(kind === 'map' ? this.#pair(at) : this.#item(flow, at));
    this.#at++;
    return found;
  }

  #item(flow: boolean, at: number): Entry {
    const from = this.#next(at);
    return { from, merges: false, value: this.node(flow ? from : from + 1) };
  }

  #pair(at: number): Entry {
    const from = this.#next(at);
    const event = this.#events[this.#at];
    const key = this.node(from);
    const colon = skipBlank(this.#text, key.end);
    const value = this.node(this.#text[colon] === ':' ? colon + 1 : key.end);
    if (event?.type !== EVENT_ID.SCALAR) return { from, merges: false, value };
    const written = event.valueStart < 0 ? '' : getScalarValue(this.#text, event);
    const plain = event.style === SCALAR_STYLE.PLAIN;
    return { from, name: plain ? resolvedName(written) : written, merges: plain && written === '<<', value };
  }

  /** The next character that means something, past the comma of a flow collection. */
  #next(at: number): number {
    const found = skipBlank(this.#text, at);
    return this.#text[found] === ',' ? skipBlank(this.#text, found + 1) : found;
  }
}

/** The nodes of a text that is one document; undefined for an empty one. Throws a YAMLException. */
export const treeOf = (text: string): Node | undefined => {
  const events = eventsOf(text);
  return events.length === 0 ? undefined : new Builder(text, events).node(0);
};

const lastLeaf = (node: Node): Scalar | Alias | undefined => {
  if (node.kind === 'scalar' || node.kind === 'alias') return node;
  const last = node.entries.at(-1)?.value;
  return last && !node.flow ? lastLeaf(last) : undefined;
};

/** Whether a block scalar ends the text without a line break: kubectl would read the one that it gets from a line below as part of it. */
export const endsInScalar = (text: string): boolean => {
  if (text.endsWith('\n')) return false;
  const tree = treeOf(text);
  const leaf = tree && lastLeaf(tree);
  return leaf?.kind === 'scalar' && leaf.style === 'block' && !/^.\d?-/.test(text.slice(leaf.start));
};
