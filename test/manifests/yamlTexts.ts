import fc from 'fast-check';

/** A YAML text made at random, whose every leaf is a text of its own (`v0`, `v1`, …). */
type Shape =
  | { readonly kind: 'leaf'; readonly quote: '' | '"' | "'" }
  | { readonly kind: 'map' | 'list'; readonly flow: 'block' | 'line' | 'lines'; readonly parts: readonly Part[] };

interface Part {
  readonly shape: Shape;
  readonly comment: boolean;
  readonly aside: boolean;
  /** The value gets an anchor, or is an alias of one that stands before it. */
  readonly shared: 'no' | 'anchor' | 'alias';
}

const SHARED = fc.constantFrom<Part['shared'][]>('no', 'no', 'no', 'anchor', 'alias');

const { shape: SHAPE } = fc.letrec<{ shape: Shape; part: Part }>((tie) => ({
  shape: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('leaf' as const), quote: fc.constantFrom('' as const, '"' as const, "'" as const) }),
    fc.record({
      kind: fc.constantFrom('map' as const, 'list' as const),
      flow: fc.constantFrom('block' as const, 'block' as const, 'block' as const, 'line' as const, 'lines' as const),
      parts: fc.array(tie('part'), { maxLength: 4 }),
    }),
  ),
  part: fc.record({ shape: tie('shape'), comment: fc.boolean(), aside: fc.boolean(), shared: SHARED }),
}));

interface Layout {
  readonly indent: number;
  readonly listsAtKey: boolean;
  readonly lineBreak: string;
  readonly finalBreak: boolean;
}

const LAYOUT: fc.Arbitrary<Layout> = fc.record({
  indent: fc.constantFrom(2, 4),
  listsAtKey: fc.boolean(),
  lineBreak: fc.constantFrom('\n', '\r\n'),
  finalBreak: fc.boolean(),
});

/** Writes shapes down; leaves, keys and comments are numbered, so that no two lines are alike. */
class Writer {
  readonly #layout: Layout;
  #next = 0;
  readonly #anchors: string[] = [];

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  #inFlow(shape: Shape, column: number, lines: boolean): string {
    if (shape.kind === 'leaf') return `${shape.quote}v${this.#next++}${shape.quote}`;
    const [open, close] = shape.kind === 'map' ? '{}' : '[]';
    const pad = ' '.repeat(column + this.#layout.indent);
    const parts = shape.parts.map((part) => {
      const key = shape.kind === 'map' ? `k${this.#next++}: ` : '';
      return key + this.#inFlow(part.shape, column + this.#layout.indent, lines);
    });
    if (!lines || parts.length === 0) return `${open}${parts.join(', ')}${close}`;
    const { lineBreak } = this.#layout;
    return `${open}${lineBreak}${parts.map((part) => pad + part).join(`,${lineBreak}`)}${lineBreak}${' '.repeat(column + 1)}${close}`;
  }

  /** What follows a key or a dash; a block collection begins on its own line below a key, on the same behind a dash. */
  #value({ shape, shared }: Part, column: number, aside: string): string {
    const known = this.#anchors.at(-1);
    if (shared === 'alias' && known !== undefined) return ` *${known}${aside}${this.#layout.lineBreak}`;
    const anchor = shared === 'anchor' ? `a${this.#next++}` : '';
    const text = `${anchor && ` &${anchor}`}${this.#content(shape, column, aside)}`;
    if (anchor) this.#anchors.push(anchor);
    return text;
  }

  #content(shape: Shape, column: number, aside: string): string {
    if (shape.kind === 'leaf' || shape.flow !== 'block' || shape.parts.length === 0)
      return ` ${this.#inFlow(shape, column, shape.kind !== 'leaf' && shape.flow === 'lines')}${aside}${this.#layout.lineBreak}`;
    const deeper = column + (shape.kind === 'list' && this.#layout.listsAtKey ? 0 : this.#layout.indent);
    return `${aside}${this.#layout.lineBreak}${this.#block(shape.kind, shape.parts, deeper)}`;
  }

  #block(kind: 'map' | 'list', parts: readonly Part[], column: number): string {
    const pad = ' '.repeat(column);
    return parts
      .map((part) => {
        const { shape, comment } = part;
        const above = comment ? `${pad}# c${this.#next++}${this.#layout.lineBreak}` : '';
        const behind = part.aside ? ` # a${this.#next++}` : '';
        if (kind === 'map') return `${above}${pad}k${this.#next++}:${this.#value(part, column, behind)}`;
        if (shape.kind === 'leaf' || shape.flow !== 'block' || shape.parts.length === 0)
          return `${above}${pad}-${this.#value(part, column, behind)}`;
        return `${above}${pad}- ${this.#block(shape.kind, shape.parts, column + 2).trimStart()}`;
      })
      .join('');
  }

  text(parts: readonly Part[]): string {
    const text = `top:${this.#layout.lineBreak}${' '.repeat(this.#layout.indent)}name: x${this.#layout.lineBreak}${this.#block('map', parts, 0)}`;
    return this.#layout.finalBreak ? text : text.replace(/\r?\n$/, '');
  }
}

export const YAML_TEXT: fc.Arbitrary<string> = fc
  .tuple(
    LAYOUT,
    fc.array(fc.record({ shape: SHAPE, comment: fc.boolean(), aside: fc.boolean(), shared: SHARED }), { minLength: 1, maxLength: 5 }),
  )
  .map(([layout, parts]) => new Writer(layout).text(parts));

/** One change somewhere: `at` chooses the place, among all places of the value. */
export interface Mutation {
  readonly does: 'set' | 'add' | 'remove';
  readonly at: number;
  readonly value: unknown;
  /** What an alias shares stays shared, and changes wherever it stands. */
  readonly together: boolean;
}

export const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  does: fc.constantFrom('set' as const, 'add' as const, 'remove' as const),
  at: fc.nat(),
  together: fc.boolean(),
  value: fc.oneof(
    fc.constantFrom<unknown>(false, 7, null, 'new', 'yes', '', 'a: b # c', 'two\nlines\n', {}, []),
    fc.constantFrom<unknown>({ a: { b: ['c', { d: true }] } }, ['x', { y: 'z' }]),
  ),
});

export const MUTATIONS: fc.Arbitrary<readonly Mutation[]> = fc.array(MUTATION, { minLength: 1, maxLength: 4 });

type Container = Record<string, unknown> | unknown[];

const containersIn = (value: unknown): Container[] =>
  typeof value === 'object' && value !== null ? [value as Container, ...Object.values(value).flatMap(containersIn)] : [];

/** A copy of the value after the mutations. */
export const mutated = (value: unknown, mutations: readonly Mutation[]): unknown => {
  const together = mutations.every((mutation) => mutation.together);
  const copy: unknown = together ? structuredClone(value) : JSON.parse(JSON.stringify(value));
  mutations.forEach(({ does, at, value: put }, i) => {
    const containers = containersIn(copy);
    const container = containers[at % containers.length]!;
    const names = Object.keys(container);
    const name = names[at % Math.max(1, names.length)];
    if (Array.isArray(container)) {
      if (does === 'add') container.splice(at % (container.length + 1), 0, structuredClone(put));
      else if (name !== undefined) container.splice(Number(name), 1, ...(does === 'set' ? [structuredClone(put)] : []));
    } else if (does === 'add') container[`added${i}`] = structuredClone(put);
    else if (name !== undefined && does === 'set') container[name] = structuredClone(put);
    else if (name !== undefined && name !== 'top') delete container[name];
  });
  return copy;
};
