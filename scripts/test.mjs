// Everything that `npm test` means: the bundle, the real API server's binary, the tests, and beside them types, lint and format. Closes with `N passed, N failed`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const report = path.join(mkdtempSync(path.join(tmpdir(), 'kubeharden-test-')), 'report.json');

const say = (text) => process.stderr.write(`\n== ${text}\n`);
const run = async (command, args) => {
  const [status] = await once(spawn(command, args, { cwd: root, stdio: 'inherit' }), 'close');
  return status ?? 1;
};

let failed = 0;
/** Runs beside the tests, which often wait; resolves with what is to be shown at their end. */
const check = async (name, command, args) => {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  const [status] = await once(child, 'close');
  return { name, status, text: Buffer.concat(chunks) };
};

const wanted = process.argv.slice(2);
say('bundle');
if ((await run(bin('node'), ['scripts/build.mjs'])) !== 0) failed++;
const checks =
  wanted.length > 0
    ? []
    : [
        check('types and lint', bin('node'), ['--max-semi-space-size=128', 'scripts/check.mjs']),
        check('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']),
      ];
say('control plane');
const plane = await run(bin('node'), ['scripts/controlPlane.mjs']);
if (plane !== 0 && process.env.CI === 'true') failed++;

say('tests');
const status = await run(bin('node'), [
  bin('vitest'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...wanted,
]);
for (const { name, status: wrong, text } of await Promise.all(checks)) {
  say(`${name}: ${wrong === 0 ? 'clean' : 'not clean'}`);
  process.stderr.write(text);
  if (wrong !== 0) failed++;
}
let totals = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
try {
  totals = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  process.stderr.write('vitest left no report\n');
}
rmSync(path.dirname(report), { recursive: true, force: true });
const broken = totals.numFailedTests + failed + (status !== 0 && totals.numFailedTests === 0 ? 1 : 0);
console.log(`${totals.numPassedTests} passed, ${broken} failed, ${totals.numPendingTests} skipped`);
process.exit(broken === 0 && status === 0 ? 0 : 1);
