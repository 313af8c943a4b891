/** A cell of the terminal, counted from 1. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

/** What the terminal tells of the mouse: a turn of the wheel, or the left button. */
export type Pointing = { readonly does: 'up' | 'down' } | { readonly does: 'press' | 'release'; readonly at: Cell };

/** https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Extended-coordinates */
const SGR = /^\u001b\[<(\d+);(\d+);(\d+)([Mm])$/;
const REPORTS = /\u001b\[<\d+;\d+;\d+[Mm]/g;
/** The rest of it comes with the next chunk. A lone ESC is a key. */
const CUT_OFF = /\u001b\[<[\d;]*$/;

/** With Shift, Alt or Ctrl (4, 8, 16) it is not for us. */
const LEFT = 0;
const WHEEL = { 64: 'up', 65: 'down' } as const;

/** A report of the mouse with SGR coordinates; undefined for anything else, and for other buttons. */
export const pointingOf = (input: string): Pointing | undefined => {
  const [, button, column, row, end] = SGR.exec(input) ?? [];
  if (button === '64' || button === '65') return { does: WHEEL[button] };
  if (Number(button) !== LEFT || button === undefined) return undefined;
  return { does: end === 'M' ? 'press' : 'release', at: { column: Number(column), row: Number(row) } };
};

/**
 * Takes the reports of the mouse out of what is read, until the function that it returns is called: Ink drops what is no key.
 * Where a chunk holds keys as well, the reports are told first.
 */
export const pointingFrom = (stdin: NodeJS.ReadStream, said: (pointing: Pointing) => void): (() => void) => {
  const read = stdin.read.bind(stdin);
  let rest = '';
  stdin.read = (size?: number): unknown => {
    for (let chunk: unknown = read(size); chunk !== null; chunk = read(size)) {
      if (typeof chunk !== 'string') return chunk;
      const whole = rest + chunk;
      for (const [report] of whole.matchAll(REPORTS)) {
        const pointing = pointingOf(report);
        if (pointing) said(pointing);
      }
      const keys = whole.replace(REPORTS, '');
      rest = CUT_OFF.exec(keys)?.[0] ?? '';
      const left = keys.slice(0, keys.length - rest.length);
      if (left !== '') return left;
    }
    return null;
  };
  return () => void (stdin.read = read);
};

/** Presses, releases and the wheel, with SGR coordinates: movements are not asked for. */
const ON = '\u001b[?1000h\u001b[?1006h';
const OFF = '\u001b[?1006l\u001b[?1000l';

/** Whether the terminal reports the mouse; while it does, it keeps selecting text for Shift. */
export interface Pointer {
  readonly set: (wanted: 'on' | 'off') => void;
  /** The terminal is another program's until the work is done. */
  readonly without: <T>(work: () => Promise<T>) => Promise<T>;
}

export const pointerOf = (stdout: NodeJS.WriteStream): Pointer => {
  let is: 'on' | 'off' = 'off';
  const end = (): void => void stdout.write(OFF);
  return {
    set(wanted) {
      if (wanted === is) return;
      is = wanted;
      stdout.write(wanted === 'on' ? ON : OFF);
      if (wanted === 'on') process.on('exit', end);
      else process.off('exit', end);
    },
    async without(work) {
      if (is === 'off') return work();
      stdout.write(OFF);
      try {
        return await work();
      } finally {
        stdout.write(ON);
      }
    },
  };
};
