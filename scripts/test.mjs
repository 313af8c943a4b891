// Everything that `npm test` means: types, lint, the bundle, the real API server's binary, then the tests. Closes with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const report = path.join(mkdtempSync(path.join(tmpdir(), 'kubeharden-test-')), 'report.json');

const say = (text) => process.stderr.write(`\n== ${text}\n`);
const run = (command, args, env = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;

let failed = 0;
const must = (name, command, args) => {
  say(name);
  if (run(command, args) !== 0) failed++;
};

const wanted = process.argv.slice(2);
if (wanted.length === 0) {
  must('types', bin('tsc'), ['--noEmit', '-p', '.']);
  must('lint', bin('eslint'), ['.']);
  must('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']);
}
must('bundle', bin('node'), ['scripts/build.mjs']);
say('control plane');
const plane = run(bin('node'), ['scripts/controlPlane.mjs']);
if (plane !== 0 && process.env.CI === 'true') failed++;

say('tests');
const status = run(bin('node'), [bin('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...wanted]);
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
