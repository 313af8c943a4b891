import { readFileSync, statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { Order } from './test/order.ts';

const MEMORY = '/dev/shm';
const ROOM = 4 * 2 ** 30;

/** It has room, and programs may be run from it. */
const serves = (folder: string): boolean => {
  try {
    const { bavail, bsize } = statfsSync(folder);
    const options = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, place]) => place === folder)?.[3];
    return bavail * bsize > ROOM && options !== undefined && !options.split(',').includes('noexec');
  } catch {
    return false;
  }
};

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    sequence: { sequencer: Order },
    // Records are flushed at every step: where memory can play the disk, no test waits for it.
    env: serves(MEMORY) ? { TMPDIR: MEMORY } : {},
    pool: 'forks',
    // Starting a process and importing the catalogue for each file costs half of all: no file leaves anything behind in its process.
    isolate: false,
    // One more than the cores that everybody has: tests on a control plane often wait for it.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
