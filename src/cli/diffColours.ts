import type { Colour, Terminal } from './terminal.ts';

const COLOURS: Readonly<Record<string, Colour>> = { '+': 'green', '-': 'red', '@': 'cyan', '#': 'bold' };

/** Lines of a diff, coloured by what they begin with. */
export const diffColours = ({ paint }: Pick<Terminal, 'paint'>, lines: readonly string[]): readonly string[] =>
  lines.map((line) => {
    const colour = COLOURS[line.charAt(0)];
    return colour === undefined ? line : paint(colour, line);
  });
