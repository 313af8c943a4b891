import { defineConfig } from 'vitest/config';
import { Order } from './test/order.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    sequence: { sequencer: Order },
    pool: 'forks',
    // Starting a process and importing the catalogue for each file costs half of all: no file leaves anything behind in its process.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
