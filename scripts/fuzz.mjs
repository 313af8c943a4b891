// npm run fuzz [-- SEED]: random courses of applies, undos, edits of others, lost answers, deaths and recoveries, and beside them a monkey at the keys of the program, seed after seed, until one breaks a law or a signal comes.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const RUNS = 20_000;
const MONKEY_MS = 120_000;
const TESTS = ['test/crash/model.test.ts', 'test/e2e/monkey.test.ts'];

let seed = Number(process.argv[2] ?? Math.floor(Math.random() * 2 ** 31));
if (!Number.isInteger(seed)) {
  console.error('The seed is a whole number: npm run fuzz -- 42');
  process.exit(2);
}
if (spawnSync(bin('node'), ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(1);
for (let courses = 0; ; courses += RUNS, seed++) {
  console.log(`seed ${seed}: ${RUNS} courses, ${courses} before it without a violation`);
  const child = spawn(bin('node'), [bin('vitest'), 'run', '--testTimeout=0', '--reporter=dot', ...TESTS], {
    cwd: root,
    env: { ...process.env, FUZZ_RUNS: String(RUNS), FUZZ_SEED: String(seed), MONKEY_MS: String(MONKEY_MS) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [status] = await once(child, 'close');
  if (status === 0) continue;
  console.error(`A law is broken, or the run was stopped; \`npm run fuzz -- ${seed}\` shows it again.`);
  process.exit(1);
}
