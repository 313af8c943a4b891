import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { terminalOf } from '../../src/cli/terminal.ts';

const seated = () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let told = '';
  stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const streams = { stdin, stdout, stderr } as unknown as Parameters<typeof terminalOf>[0];
  return { stdin, terminal: terminalOf(streams, {}, false), told: () => told };
};

describe('a question', () => {
  it('is answered only by what was typed after it was asked', async () => {
    const { stdin, terminal, told } = seated();
    stdin.write('\n');
    stdin.write('y\n');
    const answer = terminal.ask('Really? ');
    while (!told().includes('Really?')) await setImmediate();
    stdin.write('n\n');
    expect(await answer).toBe('n');
  });

  it('that the end of the input answers is a failure', async () => {
    const { stdin, terminal } = seated();
    stdin.end();
    await expect(terminal.ask('Really? ')).rejects.toMatchObject({ exit: 7 });
  });
});

describe('the room for a line', () => {
  const columnsOf = (env: NodeJS.ProcessEnv, stdout: object): number =>
    terminalOf(
      { stdin: new PassThrough(), stdout: Object.assign(new PassThrough(), stdout), stderr: new PassThrough() } as unknown as Parameters<
        typeof terminalOf
      >[0],
      env,
      false,
    ).columns;

  it('is what COLUMNS or the terminal says, and any in a pipe', () => {
    const terminal = { isTTY: true, columns: 120 };
    expect(columnsOf({ COLUMNS: '60' }, terminal)).toBe(60);
    expect(columnsOf({}, terminal)).toBe(120);
    expect(columnsOf({ COLUMNS: 'wide' }, terminal)).toBe(120);
    expect(columnsOf({}, {})).toBe(Infinity);
    expect(columnsOf({}, { isTTY: true, columns: 0 })).toBe(Infinity);
  });
});
