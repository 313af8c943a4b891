import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { printable } from '../core/printable.ts';
import { field, isRecord, items, text } from '../core/resource.ts';
import { shellWord } from '../core/shellWord.ts';
import type { Context } from './contexts.ts';
import { loginFailure, type CredentialOptions, type Credentials, type Secret } from './credentials.ts';
import type { Declared } from './declared.ts';
import { execInfo } from './execInfo.ts';

type Exec = Readonly<Record<string, unknown>>;

/** A plugin that waits for a person (a device code, a browser) gets this long. */
const PATIENCE_MS = 60_000;

/** How people log in where the plugin is a common one. */
const LOGINS: Readonly<Record<string, string>> = {
  aws: 'aws sso login',
  'gke-gcloud-auth-plugin': 'gcloud auth login',
  kubelogin: 'az login',
  doctl: 'doctl auth init',
  oci: 'oci session authenticate',
  tsh: 'tsh login',
};

interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (command: string, args: readonly string[], { env, signal }: Pick<CredentialOptions, 'env' | 'signal'>): Promise<Output> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE_MS, ...(signal ? { signal } : {}) });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }));
  });

interface Held extends Secret {
  /** Milliseconds since the epoch; absent: until it is refused. */
  readonly until?: number;
}

/** The status of an ExecCredential; undefined for anything else. */
const heldOf = (stdout: string): Held | undefined => {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    return undefined;
  }
  const status = field(answer, 'status');
  if (!isRecord(status)) return undefined;
  const [token, cert, key] = [text(status['token']), text(status['clientCertificateData']), text(status['clientKeyData'])];
  const until = Date.parse(text(status['expirationTimestamp']) ?? '');
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(Number.isNaN(until) ? {} : { until }),
  };
};

const hintOf = (exec: Exec): readonly string[] =>
  (text(exec['installHint']) ?? '')
    .split('\n')
    .map((line) => printable(line).trim())
    .filter((line) => line !== '');

const whyNot = ({ code, stderr }: Output): string => {
  const said = printable(stderr.trim()).slice(-500);
  const why = code === 0 ? 'gave no ExecCredential' : code === null ? 'did not end within a minute' : `failed with exit code ${code}`;
  return said === '' ? why : `${why}: ${said}`;
};

/** Runs the plugin. Throws a Failure with its install hint, or with what it said and how to log in. */
const ask = async (exec: Exec, name: string, info: string, options: CredentialOptions, login: readonly string[]): Promise<Held> => {
  const command = text(exec['command']) ?? '';
  const args = Array.isArray(exec['args']) ? exec['args'].map(String) : [];
  const own = Object.fromEntries(items(exec['env']).map((variable) => [String(variable['name']), String(variable['value'])]));
  if (exec['interactiveMode'] === 'Always') throw loginFailure(`${name} must ask on a terminal, which kubeharden does not lend it.`, login);
  const env = { ...options.env, ...own, KUBERNETES_EXEC_INFO: info };
  const output = await run(command, args, { ...options, env }).catch((error: NodeJS.ErrnoException) => {
    options.signal?.throwIfAborted();
    const why = error.code === 'ENOENT' ? 'is not installed' : `cannot be started (${error.code ?? error.message})`;
    throw loginFailure(`${name} ${why}.`, [...hintOf(exec), `Make sure that "${printable(command)}" is in PATH.`], { cause: error });
  });
  const held = output.code === 0 ? heldOf(output.stdout) : undefined;
  if (!held) throw loginFailure(`${name} ${whyNot(output)}`, login);
  return held;
};

/** A credential plugin: run once however many requests wait for it, and again when what it gave has ended. */
export const execCredentials = (exec: Exec, context: Context, declared: Declared, options: CredentialOptions): Credentials => {
  const command = printable(text(exec['command']) ?? '');
  const usual = LOGINS[basename(command).replace(/\.exe$/, '')];
  const name = `The credential plugin "${command}" of the user "${printable(context.user?.name ?? '')}"`;
  const login = [
    usual === undefined ? `Log in again as "${command}" asks for it, then try once more.` : `Log in again: \`${usual}\``,
    `If the plugin must ask something, run \`kubectl --context ${shellWord(context.name)} get --raw /version\` in a terminal first.`,
  ];
  let held: Held | undefined;
  let asking: Promise<Held> | undefined;
  return {
    async current() {
      if (held && (held.until === undefined || held.until > options.now().getTime())) return held;
      asking ??= ask(exec, name, execInfo(exec, context, declared), options, login).finally(() => (asking = undefined));
      return (held = await asking);
    },
    renew(refused) {
      if (held?.authorization === refused.authorization && held?.cert === refused.cert) held = undefined;
      return true;
    },
    login,
  };
};
