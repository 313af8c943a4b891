// Runs a program in a process of its own and says how long it took and how much memory it had at its peak.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const ROOT = path.dirname(import.meta.dirname);
export const BIN = process.env.BENCH_BIN ?? path.join(ROOT, 'bin', 'kubeharden.js');

/** A folder that is gone when the bench ends. */
export const scratch = () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubeharden-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** An environment of its own: no kubeconfig, state or configuration of the person who runs the bench. */
export const cleanEnv = (folder, rest = {}) => ({
  PATH: process.env.PATH,
  HOME: folder,
  XDG_STATE_HOME: path.join(folder, 'state'),
  XDG_CONFIG_HOME: path.join(folder, 'config'),
  XDG_CACHE_HOME: path.join(folder, 'cache'),
  TERM: 'xterm-256color',
  ...rest,
});

/** `{ ms, cpuMs, mib, stdout }` of one run of Node with these arguments. Throws where it ends with anything but 0. */
export const run = async (args, env) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubeharden-bench-run-'));
  try {
    const peak = path.join(folder, 'peak');
    const begin = performance.now();
    const child = spawn(process.execPath, ['--import', new URL('peak.mjs', import.meta.url).href, ...args], {
      env: { ...env, BENCH_PEAK: peak },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [chunks, errors] = [[], []];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => errors.push(chunk));
    const [code] = await once(child, 'close');
    const ms = performance.now() - begin;
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${Buffer.concat(errors)}`);
    return { ms, ...JSON.parse(readFileSync(peak, 'utf8')), stdout: Buffer.concat(chunks).toString() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const best = (runs, field) => Math.min(...runs.map((of) => of[field]));

/** Runs both by turns, so that both see the same machine, and takes the best of each. */
export const compare = async (times, ours, floor) => {
  const [a, b] = [[], []];
  for (let i = 0; i < times; i++) {
    b.push(await floor());
    a.push(await ours());
  }
  const side = (runs) => ({ ms: best(runs, 'ms'), mib: best(runs, 'mib'), cpuMs: best(runs, 'cpuMs') });
  return { ours: side(a), floor: side(b) };
};

/** For a busy machine, where the time on the clock says little. */
export const processorNote = ({ ours, floor }) => `processor time ${(ours.cpuMs / floor.cpuMs).toFixed(2)}x`;

export const p95 = (values) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1];
