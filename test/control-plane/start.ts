import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface ControlPlane {
  readonly kubeconfig: string;
  readonly server: string;
  /** Of a member of system:masters. */
  readonly token: string;
  readonly caFile: string;
  readonly stop: () => Promise<void>;
  /** Kills and starts the API server on the same address and data; resolves once it is ready. */
  readonly restart: () => Promise<void>;
  /** Makes everything as it was when it was ready for the first time, and resolves once the controllers leave it at that. */
  readonly reset: () => Promise<void>;
}

type Place = Omit<ControlPlane, 'stop' | 'restart' | 'reset'>;

export interface User {
  readonly name: string;
  readonly token: string;
  readonly groups?: readonly string[];
}

export interface StartOptions {
  /** Fake nodes, whose pods run; 0 unless told. */
  readonly nodes?: number;
  /** With kube-controller-manager. */
  readonly controllers?: boolean;
  /** Who else may come with a token; they have no rights of their own. */
  readonly users?: readonly User[];
  /** More flags of kube-apiserver. */
  readonly flags?: readonly string[];
}

/** With controllers and nodes on which pods run. Beside the bare one, `{}`, the kind to ask for: what a test file is done with serves the next one of its kind. */
export const RUNNING: StartOptions = { nodes: 3, controllers: true };

export type Built = { readonly binary: string } | { readonly missing: string };

const NO_GO = 3;

const build = (): Built => {
  const script = path.join(import.meta.dirname, '../../scripts/controlPlane.mjs');
  const run = spawnSync(process.execPath, [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status === NO_GO) return { missing: 'Go is not installed' };
  if (run.status !== 0) throw new Error('the control plane could not be built; see above');
  return { binary: run.stdout.trim() };
};

let found: Built | undefined;

/** Where the control plane is, built if need be; `missing` says why it cannot be built on this machine. */
export const built = (): Built => (found ??= build());

const argumentsFor = ({ nodes = 0, controllers = false, users = [], flags = [] }: StartOptions, tokens: string): readonly string[] => [
  '-stdin',
  ...(controllers ? ['-controllers', '*'] : []),
  ...(nodes === 0 ? [] : ['-nodes', String(nodes)]),
  ...(users.length === 0 ? [] : ['-tokens', tokens]),
  ...(flags.length === 0 ? [] : ['--', ...flags]),
];

const table = (users: readonly User[]): string =>
  users.map(({ token, name, groups = [] }) => `${token},${name},${name},"${groups.join(',')}"\n`).join('');

/** A control plane of its own: etcd, kube-apiserver and what else was asked for. It ends, and its files go, with this process at the latest. */
export const startControlPlane = async (binary: string, options: StartOptions = {}): Promise<ControlPlane> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'kubeharden-users-'));
  const tokens = path.join(directory, 'users.csv');
  await writeFile(tokens, table(options.users ?? []), { mode: 0o600 });
  const child = spawn(binary, argumentsFor(options, tokens), { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ready = async (): Promise<Place> => {
    const { value, done } = await lines.next();
    if (done === true || value === undefined) throw new Error(`the control plane ended early: ${String((await ended)[0])}`);
    return JSON.parse(value) as Place;
  };
  const asked = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ready();
  };
  const { kubeconfig, server, token, caFile } = await ready().finally(() => rm(directory, { recursive: true }));
  return {
    ...{ kubeconfig, server, token, caFile },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
    restart: () => asked('SIGHUP'),
    reset: () => asked('SIGUSR1'),
  };
};
