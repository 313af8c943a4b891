// Preloaded into a measured process: at SIGUSR2, what is left of its heap after a collection goes to the file BENCH_HEAP, in MiB.
import { renameSync, writeFileSync } from 'node:fs';

process.on('SIGUSR2', () => {
  globalThis.gc();
  const written = `${process.env.BENCH_HEAP}.new`;
  writeFileSync(written, String(process.memoryUsage().heapUsed / 2 ** 20));
  renameSync(written, process.env.BENCH_HEAP);
});
