// From a key to the frame that answers it, in the list of 50,000 findings.
import { startServer } from './apiServer.mjs';
import { BIN, cleanEnv, p95, run, scratch } from './measure.mjs';
import { openTerminal } from './terminal.mjs';

const FINDINGS = 50_000;
const KEYS = 200;

const findingsOf = async (folder, server) =>
  JSON.parse((await run([BIN, 'scan', '-o', 'json'], cleanEnv(folder, { KUBECONFIG: server.kubeconfig }))).stdout).findings.length;

/** A server with so many weak workloads that a scan finds at least FINDINGS. */
const serverWithFindings = async (folder) => {
  const probe = await startServer(folder, '100', '--no-pods');
  const per100 = await findingsOf(folder, probe);
  probe.stop();
  return startServer(folder, String(Math.ceil((FINDINGS / per100) * 100 * 1.02)), '--no-pods');
};

/** The row of the list where the cursor stands. */
const cursorRow = (screen) => screen.split('\n').find((line) => /^│ ?>/.test(line));

/** From a key to the output after which the cursor stands somewhere else, in ms. */
const timesOf = async (terminal, keys) => {
  const times = [];
  for (let i = 0; i < KEYS; i++) {
    const was = cursorRow(terminal.screen());
    const begin = performance.now();
    terminal.write(keys[i % keys.length]);
    const moved = (screen) => cursorRow(screen) !== undefined && cursorRow(screen) !== was;
    times.push((await terminal.until(moved)) - begin);
  }
  return times;
};

export const keyToFrame = async () => {
  const folder = scratch();
  const server = await serverWithFindings(folder);
  const count = await findingsOf(folder, server);
  const terminal = openTerminal([BIN, '--context', 'bench', '--read-only'], cleanEnv(folder, { KUBECONFIG: server.kubeconfig }));
  try {
    await terminal.until((screen) => /Wave \d of \d/.test(screen), 300_000);
    terminal.write('2');
    await terminal.until((screen) => screen.includes('─ Findings ─') && cursorRow(screen) !== undefined);
    const times = await timesOf(terminal, ['j', 'j', 'j', 'k']);
    return [
      { name: 'key to frame, p95', ours: p95(times), unit: 'ms', limit: 16, absolute: true, note: `${count} findings, ${KEYS} keys` },
    ];
  } finally {
    await terminal.close();
    server.stop();
  }
};
