import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BINARY, COMPILED, type Ended } from '../e2e/binary.ts';

/** A folder of manifests and a home of its own, gone when it is disposed of. */
export interface Workplace extends Disposable {
  /** The manifests. */
  readonly folder: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Every file below `folder` by name. */
  readonly files: () => Readonly<Record<string, string>>;
  /** The bundled program, without a terminal. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ended>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  /** Sent once the messages match. */
  readonly signal?: { readonly on: RegExp; readonly send: NodeJS.Signals };
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
  readonly binary?: string;
}

const launch = (args: readonly string[], env: Readonly<Record<string, string>>, options: RunOptions): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const { input = '', signal, node = [], binary = BINARY } = options;
    const child = spawn(process.execPath, [...node, binary, ...args], { env, stdio: 'pipe' });
    let [stdout, stderr, sent] = ['', '', false];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (!signal || sent || !signal.on.test(stderr)) return;
      sent = true;
      child.kill(signal.send);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });

export const workplace = (files: Readonly<Record<string, string | Buffer>>): Workplace => {
  const root = mkdtempSync(path.join(tmpdir(), 'kubeharden-cli-'));
  const [folder, home] = [path.join(root, 'manifests'), path.join(root, 'home')];
  for (const made of [folder, home]) mkdirSync(made);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_STATE_HOME: path.join(home, 'state'),
    ...COMPILED,
  };
  return {
    folder,
    home,
    env,
    files: () => Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')])),
    run: (args, options = {}) => launch(args, options.env ?? env, options),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
};

/** A Deployment with weaknesses that can be mended automatically, with comments and odd spacing to be kept. */
export const weakDeployment = (name: string, namespace = 'shop'): string => `# ${name}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels: {app: ${name}}   # kept as it is
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: main   # the only one
          image: '${name}:1.0'
`;
