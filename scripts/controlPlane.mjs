// Builds the control plane of the tests (test/control-plane) once for each state of its sources, and prints where it is.
// Needs Go; exits 3 where there is none. Progress goes to stderr.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const NO_GO = 3;
const module = path.join(import.meta.dirname, '../test/control-plane');
const say = (text) => process.stderr.write(`control plane: ${text}\n`);

const go = spawnSync('go', ['version'], { encoding: 'utf8' });
if (go.status !== 0) {
  say('Go is not installed (https://go.dev/dl)');
  process.exit(NO_GO);
}

const sources = readdirSync(module)
  .filter((file) => /\.go$|^go\.(mod|sum)$/.test(file))
  .sort();
const kubernetes = /k8s\.io\/kubernetes v(1\.(\d+)\.\d+)/.exec(readFileSync(path.join(module, 'go.mod'), 'utf8'));
const version = 'k8s.io/component-base/version';
const flags = [
  '-trimpath',
  '-ldflags',
  `-s -w -X ${version}.gitVersion=v${kubernetes[1]} -X ${version}.gitMajor=1 -X ${version}.gitMinor=${kubernetes[2]}`,
];

const hash = createHash('sha256').update(go.stdout).update(flags.join());
for (const file of sources) hash.update(file).update(readFileSync(path.join(module, file)));
const cache = path.join(
  process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
  'kubeharden/control-plane',
  hash.digest('hex').slice(0, 16),
);
const binary = path.join(cache, 'control-plane');
const lock = path.join(cache, 'lock');

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Takes the lock, or says who has it; one whose owner died is taken away first. */
const lockedBy = () => {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return undefined;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
  return owner;
};

/** Resolves when the build has ended well; tells every ten seconds how many packages are done. */
const build = () =>
  new Promise((resolve, reject) => {
    const begin = Date.now();
    const partial = `${binary}.${process.pid}`;
    const child = spawn('go', ['build', '-v', ...flags, '-o', partial, '.'], {
      cwd: module,
      env: { ...process.env, CGO_ENABLED: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let [packages, last] = [0, ''];
    child.stderr.setEncoding('utf8').on('data', (text) => {
      packages += text.split('\n').length - 1;
      last = (last + text).slice(-4000);
    });
    const seconds = () => Math.round((Date.now() - begin) / 1000);
    const ticker = setInterval(() => say(`${packages} packages compiled, ${seconds()} s`), 10_000);
    child.once('error', reject).once('close', (code) => {
      clearInterval(ticker);
      if (code !== 0) return reject(new Error(`go build failed:\n${last}`));
      renameSync(partial, binary);
      say(`built in ${seconds()} s`);
      resolve();
    });
  });

mkdirSync(cache, { recursive: true });
let waited = false;
while (!existsSync(binary)) {
  const owner = lockedBy();
  if (owner === undefined) {
    say(`building Kubernetes ${kubernetes[1]} for the tests; once, about five minutes when nothing is cached`);
    try {
      if (!existsSync(binary)) await build();
    } catch (error) {
      say(error.message);
      process.exitCode = 1;
      break;
    } finally {
      rmSync(lock, { force: true });
    }
  } else {
    if (!waited) say(`waiting for process ${owner}, which is building it`);
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
if (process.exitCode === undefined) console.log(binary);
