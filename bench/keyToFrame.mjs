// From a key to the frame that answers it, in the list of 50,000 findings and of 1,000; what a key writes, and what many of them leave in memory.
import { cursorRow, withFindings } from './findings.mjs';
import { p95 } from './measure.mjs';

const KEYS = 200;
const MANY = 10_000;

/** The line that tells the filter, how many findings it lets through, the group and the order. */
const listLine = (screen) => screen.split('\n')[1];

/** From each key to the output after which what is looked at is another, in ms. */
const timesOf = async (terminal, keys, count, look) => {
  const times = [];
  for (let i = 0; i < count; i++) {
    const was = look(terminal.screen());
    const begin = performance.now();
    terminal.write(keys[i % keys.length]);
    const changed = (screen) => look(screen) !== undefined && look(screen) !== was;
    times.push((await terminal.until(changed)) - begin);
  }
  return times;
};

/** Letters that are typed into the filter and taken back. */
const filterTimes = async (terminal) => {
  terminal.write('/');
  await terminal.until((screen) => listLine(screen).includes('Filter'));
  const times = await timesOf(terminal, ['r', 'o', 'o', '\u007f', '\u007f', '\u007f'], KEYS / 2, listLine);
  terminal.write('\u001b');
  await terminal.until((screen) => !listLine(screen).includes('Filter'));
  return times;
};

const row = (name, times, count, limit) => ({
  name: `key to frame, ${name}, p95`,
  ours: p95(times),
  unit: 'ms',
  limit,
  absolute: true,
  note: `${count} findings, ${times.length} keys`,
});

const allTimes = async ({ terminal, count }, limit) => [
  row('moving', await timesOf(terminal, ['j', 'j', 'j', 'k'], KEYS, cursorRow), count, limit),
  row('filtering', await filterTimes(terminal), count, limit),
  row('grouping', await timesOf(terminal, ['b'], KEYS / 4, listLine), count, limit),
  row('sorting', await timesOf(terminal, ['o'], KEYS / 4, listLine), count, limit),
];

/** Grouping and sorting take the cursor along with its finding, which may have come to stand last. */
const toFirst = async (terminal) => {
  terminal.write('g');
  await terminal.until((screen) => /─ 1\/\d+ ─╮/.test(screen));
};

/** Beside what the whole screen takes. */
const bytesWritten = async ({ terminal }) => {
  await toFirst(terminal);
  const bytes = [];
  for (let i = 0; i < KEYS / 2; i++) {
    const before = await terminal.bytes();
    await timesOf(terminal, [i % 4 === 3 ? 'k' : 'j'], 1, cursorRow);
    bytes.push((await terminal.bytes()) - before);
  }
  const note = `moving, ${bytes.length} keys, half of them at most ${bytes.toSorted((a, b) => a - b)[bytes.length / 2]} B`;
  return { name: 'bytes written for a key, most', ours: Math.max(...bytes), floor: terminal.drawn(), unit: 'B', limit: 1, note };
};

/** Down and up again, ten keys to a chunk. */
const heapGrowth = async ({ terminal, heap }) => {
  await toFirst(terminal);
  const rounds = async (count) => {
    for (let i = 0; i < count; i++) {
      const was = cursorRow(terminal.screen());
      terminal.write((i % 2 === 0 ? 'j' : 'k').repeat(10));
      await terminal.until((screen) => cursorRow(screen) !== undefined && cursorRow(screen) !== was);
    }
  };
  await rounds(100); // what is made once
  const before = await heap();
  await rounds(MANY / 10);
  const ours = Math.max(0, (await heap()) - before);
  return { name: `heap growth over ${MANY} keys`, ours, unit: 'MiB', limit: 2, absolute: true, note: `of ${before.toFixed(0)} MiB` };
};

export const keyToFrame = async () => [
  ...(await withFindings(50_000, (list) => allTimes(list, 16))),
  ...(await withFindings(1000, async (list) => [...(await allTimes(list, 8)), await bytesWritten(list), await heapGrowth(list)])),
];
