import { styledCharsFromTokens, tokenize } from '@alcalzone/ansi-tokenize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import Output from '../../node_modules/ink/build/output.js';
import QuickOutput from '../../scripts/quickOutput.mjs';

interface Write {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

type Drawing = Pick<InstanceType<typeof Output>, 'write' | 'get'>;

const SIZE = { width: 30, height: 5 };

/** Each cell of each row with its colours, without the plain space after the last. */
const cellsOf = (drawing: Drawing, writes: readonly Write[]): readonly (readonly string[])[] => {
  for (const { x, y, text } of writes) drawing.write(x, y, text, { transformers: [] });
  return drawing
    .get()
    .output.split('\n')
    .map((row) =>
      styledCharsFromTokens(tokenize(row))
        .map(({ value, styles }) => `${value} ${[...new Set(styles.map(({ code }) => code))].sort().join('')}`)
        .join('\n')
        .replace(/(\n? {2})+$/, '')
        .split('\n'),
    );
};

const word = fc.constantFrom('pod', 'a b ', '│', '  ', 'é', '漢字', '👩‍💻', 'e\u0301', '…', '');
const colour = fc.constantFrom('31', '1;36', '2', '90', '1;7');
const painted = fc.oneof(
  word,
  fc.tuple(colour, word).map(([code, text]) => `\u001b[${code}m${text}\u001b[0m`),
  fc.tuple(colour, word).map(([code, text]) => `\u001b[${code}m${text}\u001b[39m`),
);
const line = fc.array(painted, { maxLength: 3 }).map((parts) => parts.join(''));
const text = fc.oneof(
  line,
  fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
);
const write = fc.record({ x: fc.integer({ min: 0, max: 24 }), y: fc.integer({ min: -1, max: 5 }), text });

describe('the output of the bundle', () => {
  it("shows every cell as Ink's own does, wherever texts stand, overlap or are coloured over several lines", () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 6 }), (writes) => {
        expect(cellsOf(new QuickOutput(SIZE), writes)).toEqual(cellsOf(new Output(SIZE), writes));
      }),
    );
  });
});
