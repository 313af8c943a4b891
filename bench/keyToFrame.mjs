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

/** The row of the list where the cursor stands, without the pane beside it, which is drawn a moment later. */
const cursorRow = (screen) => /^│ ?>[^│]*/m.exec(screen)?.[0];

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

export const keyToFrame = async () => {
  const folder = scratch();
  const server = await serverWithFindings(folder);
  const count = await findingsOf(folder, server);
  const terminal = openTerminal([BIN, '--context', 'bench', '--read-only'], cleanEnv(folder, { KUBECONFIG: server.kubeconfig }));
  try {
    await terminal.until((screen) => /Wave \d of \d/.test(screen), 300_000);
    terminal.write('2');
    await terminal.until((screen) => screen.includes('─ Findings ─') && cursorRow(screen) !== undefined);
    const row = (name, times) => {
      const note = `${count} findings, ${times.length} keys`;
      return { name: `key to frame, ${name}, p95`, ours: p95(times), unit: 'ms', limit: 16, absolute: true, note };
    };
    return [
      row('moving', await timesOf(terminal, ['j', 'j', 'j', 'k'], KEYS, cursorRow)),
      row('filtering', await filterTimes(terminal)),
      row('grouping', await timesOf(terminal, ['b'], KEYS / 4, listLine)),
      row('sorting', await timesOf(terminal, ['o'], KEYS / 4, listLine)),
    ];
  } finally {
    await terminal.close();
    server.stop();
  }
};
