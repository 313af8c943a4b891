import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPty, type Size, type Terminal } from './pty.ts';

const ROOT = path.join(import.meta.dirname, '../..');
export const BINARY = path.join(ROOT, 'bin/kubeharden.js');
export const DEMO = path.join(ROOT, 'demo');

/** What Node compiled of the bundle once serves every home. */
export const COMPILED = { XDG_CACHE_HOME: path.join(tmpdir(), 'kubeharden-test-cache') };

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The bundled program with its streams in pipes: nobody is there to answer. */
export const run = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BINARY, ...args], { env: { ...COMPILED, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });

/** The bundled program in a pty of its own, looked at through a terminal emulator. */
export const openTerminal = (args: readonly string[], env: Readonly<Record<string, string>>, size?: Size): Terminal =>
  openPty(process.execPath, [BINARY, ...args], { ...COMPILED, ...env }, size);
