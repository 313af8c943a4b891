import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demandProgress } from '../../src/kube/progress.ts';

const TIMEOUT_MS = 30_000;

describe('an answer under way', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  const body = () => {
    const stream = new PassThrough();
    const failures: unknown[] = [];
    stream.on('error', (error) => failures.push(error));
    demandProgress(stream, TIMEOUT_MS);
    return { stream, failures };
  };

  const arrive = async (stream: PassThrough, bytes: number): Promise<void> => {
    await new Promise((resolve) => {
      stream.once('data', resolve);
      stream.write(Buffer.alloc(bytes));
    });
    vi.advanceTimersByTime(TIMEOUT_MS);
  };

  it('may take as long as it needs while it moves', async () => {
    const { stream, failures } = body();
    for (let minute = 0; minute < 600; minute++) await arrive(stream, 1024);
    expect(stream.destroyed).toBe(false);
    expect(failures).toEqual([]);
  });

  it('is ended when it only drips', async () => {
    const { stream, failures } = body();
    await arrive(stream, 100_000);
    expect(stream.destroyed).toBe(false);
    await arrive(stream, 150);
    await new Promise((resolve) => void stream.once('close', resolve));
    expect(failures).toMatchObject([{ code: 'UND_ERR_BODY_TIMEOUT' }]);
  });

  it('is looked after no longer when it has ended', async () => {
    const { stream } = body();
    stream.resume().end('all');
    await new Promise((resolve) => void stream.once('close', resolve));
    expect(vi.getTimerCount()).toBe(0);
  });
});
