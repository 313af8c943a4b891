import { span, type Line } from '../line.ts';

/** At most so many lines; the rest is a key away. */
export const capped = (rows: readonly Line[], most: number): readonly Line[] =>
  rows.length <= most ? rows : [...rows.slice(0, most - 1), [...(rows[most - 1] ?? []), span(' …', 'dim')]];
