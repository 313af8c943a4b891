import stringWidth from 'string-width';
import { openTerminal } from './binary.ts';
import type { Modes, Size, Terminal } from './pty.ts';

/** 0 to 1, the same for the same seed: mulberry32. */
const randomFrom = (seed: number): (() => number) => {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

const ESC = '\u001b';
const SPECIAL = [
  '\r',
  '\r',
  ESC,
  ESC,
  '\t',
  ' ',
  '\u007f',
  ...['A', 'B', 'C', '5~', '6~', 'F', 'Z', '1;5C', '200;999R', '?1;2c', '<0;12;9M', '<65;12;9M'].map((end) => `${ESC}[${end}`),
];
/** Neither quits, nor writes files whose names a monkey chose. */
const LETTERS = [...'yynnaadduuiijjkkxAAARRppptLOV+-bogGvwz{}[]fslhrm1122334455:?!', 'é', '字', '\u202e'];
const WORDS = [
  'demo',
  'demo\r',
  'network',
  'y\r',
  'Ay',
  'A\r',
  'Ademo\r',
  `${ESC}[200~pasted text\ny\r${ESC}[201~`,
  `${ESC}[200~demo${ESC}[201~`,
];
const SIZES: readonly Size[] = [
  { columns: 100, rows: 30 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
  { columns: 59, rows: 19 },
  { columns: 300, rows: 100 },
];

export interface Played {
  readonly moves: number;
  /** Questions before a write that were drawn. */
  readonly asked: number;
  readonly runs: number;
  /** What must not be, with what was done last. */
  readonly wrong: readonly string[];
  /** What was left to the terminal once the program had been told to end. */
  readonly left: Modes;
  readonly code: number;
}

const isQuestion = (rows: readonly string[]): boolean => rows.some((row) => /│ (y|enter) does it, esc|│ Type demo and enter:/.test(row));
/** A row that does not end where the screen does, once the program draws for that size. */
const torn = (rows: readonly string[], { columns }: Size): string | undefined => {
  const framed = rows.filter((row) => /^[│├╭╰]/.test(row));
  if (framed[0] === undefined || stringWidth(framed[0]) !== columns) return undefined;
  return framed.find((row) => stringWidth(row) !== columns || !/[│┤╮╯]$/.test(row));
};

interface Seen {
  asked: number;
  runs: number;
  drawn: number;
  /** The last frame. */
  rows: readonly string[];
}

const runIn = (rows: readonly string[]): string | undefined =>
  rows[0]?.includes(' > run ') ? /run (\d{4}-\d\d-\d\d-\d+)/.exec(rows[1] ?? '')?.[1] : undefined;

/** Follows the frames: a run may begin only right after a question was drawn. */
const watched = (terminal: Terminal, wrong: (what: string) => void): Seen => {
  const seen: Seen = { asked: 0, runs: 0, drawn: 0, rows: [] };
  const runs = new Set<string>();
  let question: readonly string[] | undefined;
  terminal.frames((rows) => {
    seen.drawn++;
    if (isQuestion(rows) && !question) seen.asked++;
    const run = runIn(rows);
    if (run !== undefined && !runs.has(run)) {
      seen.runs++;
      runs.add(run);
      if (!question) wrong(`run ${run} began without a question:\n${seen.rows.join('\n')}`);
    }
    if (isQuestion(rows)) question = rows;
    else if (/^ demo > (?!run )/.test(rows[0] ?? '') || run !== undefined) question = undefined;
    seen.rows = rows;
  });
  return seen;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const QUIET_MS = 25;

/** Until no frame has come for a while. */
const quiet = async (seen: { readonly drawn: number }): Promise<void> => {
  for (let before = -1; before !== seen.drawn; await pause(QUIET_MS)) before = seen.drawn;
};

const PATIENCE = 400;

/** What stays torn: a frame for the size before may still come after a resize. */
const tornFor = async (seen: Seen, size: Size): Promise<string | undefined> => {
  let row = torn(seen.rows, size);
  for (let left = PATIENCE; row !== undefined && left > 0; left--) {
    await pause(QUIET_MS);
    row = torn(seen.rows, size);
  }
  return row;
};

const isTooSmall = (rows: readonly string[]): boolean => rows.some((row) => row.includes('is too small'));

/** Until the program draws for this size: what it had drawn for another cannot be read, a question neither. */
const drawnFor = async (seen: Seen, { columns, rows }: Size): Promise<void> => {
  const isDrawn = (): boolean =>
    columns < 60 || rows < 20 ? isTooSmall(seen.rows) : seen.rows.some((row) => row.startsWith('╭') && stringWidth(row) === columns);
  for (let left = PATIENCE; !isDrawn() && left > 0; left--) await pause(QUIET_MS);
};

const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** On towards a write, each in a chunk of its own. */
const WAYS: readonly (readonly string[])[] = [
  [ESC, ESC, '1', 'y', 'A'],
  [ESC, ESC, '1', 'a', 'A'],
  [ESC, ESC, '2', 'p', 'A'],
  [ESC, ESC, '3', 'R'],
  [ESC, ESC, '2', '/', '\u0015', 'escalation\r', 'p', 't'],
];

/** What is typed next: mostly one key, sometimes several in one chunk; before a question now and then what it asks for. */
const chunkFor = (random: () => number, rows: readonly string[], way: string[]): string => {
  if (isQuestion(rows) && random() < 0.5) return rows.some((row) => row.includes('Type demo')) ? 'demo' : pick(random, ['y', '\r']);
  if (way.length === 0 && random() < 0.08) way.push(...pick(random, WAYS));
  const step = way.shift();
  if (step !== undefined) return step;
  const kind = random();
  if (kind < 0.12) return pick(random, WORDS);
  if (kind < 0.4) return pick(random, SPECIAL);
  const length = random() < 0.8 ? 1 : 1 + Math.floor(random() * 5);
  return Array.from({ length }, () => pick(random, LETTERS)).join('');
};

/** Types at random on the demo, for so long and until something was asked, and then tells it to end. */
export const letLoose = async (seed: number, ms: number, env: Readonly<Record<string, string>>): Promise<Played> => {
  const random = randomFrom(seed);
  const terminal = openTerminal(['demo'], env);
  const [wrong, done, way]: [string[], string[], string[]] = [[], [], []];
  const fail = (what: string): void => void wrong.push(`${what}\nafter ${done.slice(-20).join(' ')}`);
  const seen = watched(terminal, fail);
  const program: { code?: number } = {};
  void terminal.ended.then((code) => (program.code = code));
  let [size, moves] = [SIZES[0]!, 0];
  await terminal.shows('dry-run accepted');
  const until = Date.now() + ms;
  for (; (Date.now() < until || seen.asked === 0) && program.code === undefined && wrong.length === 0; moves++) {
    if (random() < 0.05) {
      terminal.resize((size = pick(random, SIZES)));
      done.push(`${size.columns}x${size.rows}`);
      await drawnFor(seen, size);
    } else {
      const chunk = chunkFor(random, seen.rows, way);
      terminal.type(chunk);
      done.push(JSON.stringify(chunk));
    }
    if (random() < 0.2) continue;
    await quiet(seen);
    const row = await tornFor(seen, size);
    if (row !== undefined) fail(`a torn row at ${size.columns}x${size.rows}: ${row}\n${seen.rows.join('\n')}`);
  }
  if (program.code !== undefined) fail(`it ended with ${program.code}:\n${seen.rows.join('\n')}\n${(await terminal.rows()).join('\n')}`);
  else terminal.signal('SIGTERM');
  const code = await terminal.ended;
  return { moves, asked: seen.asked, runs: seen.runs, wrong, left: await terminal.modes(), code };
};
