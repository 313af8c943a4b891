// The screens of a program that looks at a server with about as many findings as are asked for, with the list of them open.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startServer } from './apiServer.mjs';
import { BIN, cleanEnv, run, scratch } from './measure.mjs';
import { openTerminal } from './terminal.mjs';

const findingsOf = async (folder, server) =>
  JSON.parse((await run([BIN, 'scan', '-o', 'json'], cleanEnv(folder, { KUBECONFIG: server.kubeconfig }))).stdout).findings.length;

/** A server with so many weak workloads that a scan finds at least `wanted`. */
const serverWith = async (folder, wanted) => {
  const probe = await startServer(folder, '100', '--no-pods');
  const per100 = await findingsOf(folder, probe);
  probe.stop();
  return startServer(folder, String(Math.ceil((wanted / per100) * 100 * 1.02)), '--no-pods');
};

/** The row of the list where the cursor stands, without the pane beside it, which is drawn a moment later. */
export const cursorRow = (screen) => /^│ ?>[^│]*/m.exec(screen)?.[0];

/** What `look` makes of the list of about `wanted` findings: its terminal, how many findings there are, and `heap()` in MiB. */
export const withFindings = async (wanted, look) => {
  const folder = scratch();
  const server = await serverWith(folder, wanted);
  const file = path.join(folder, 'heap');
  const env = cleanEnv(folder, { KUBECONFIG: server.kubeconfig, BENCH_HEAP: file });
  const preload = ['--expose-gc', '--import', new URL('heap.mjs', import.meta.url).href];
  const terminal = openTerminal([...preload, BIN, '--context', 'bench', '--read-only'], env);
  const heap = async () => {
    rmSync(file, { force: true });
    terminal.signal('SIGUSR2');
    while (!existsSync(file)) await setTimeout(20);
    return Number(readFileSync(file, 'utf8'));
  };
  try {
    await terminal.until((screen) => /Wave \d of \d/.test(screen), 300_000);
    terminal.write('2');
    await terminal.until((screen) => screen.includes('─ Findings ─') && cursorRow(screen) !== undefined);
    return await look({ terminal, count: await findingsOf(folder, server), heap });
  } finally {
    await terminal.close();
    server.stop();
  }
};
