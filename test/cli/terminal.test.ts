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
