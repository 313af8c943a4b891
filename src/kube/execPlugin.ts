import { basename } from 'node:path';
import { printable } from '../core/printable.ts';
import { field, isRecord, items, text } from '../core/resource.ts';
import { shellWord } from '../core/shellWord.ts';
import type { Context } from './contexts.ts';
import { bearer, loginFailure, NO_TOKEN, type CredentialOptions, type Credentials, type Secret } from './credentials.ts';
import type { Declared } from './declared.ts';
import { execInfo } from './execInfo.ts';
import { whyUnusable } from './pem.ts';
import { runPlugin, type Output } from './runPlugin.ts';

type Exec = Readonly<Record<string, unknown>>;

/** How people log in where the plugin is a common one. */
const LOGINS: Readonly<Record<string, string>> = {
  aws: 'aws sso login',
  'gke-gcloud-auth-plugin': 'gcloud auth login',
  kubelogin: 'az login',
  doctl: 'doctl auth init',
  oci: 'oci session authenticate',
  tsh: 'tsh login',
};

interface Held extends Secret {
  /** Milliseconds since the epoch; absent: until it is refused. */
  readonly until?: number;
}

/** The status of an ExecCredential, or what is wrong with it after the plugin's name. */
const heldOf = (stdout: string): Held | string => {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    return 'gave no ExecCredential';
  }
  const status = field(answer, 'status');
  if (!isRecord(status)) return 'gave no ExecCredential';
  const [token = '', cert = '', key = ''] = ['token', 'clientCertificateData', 'clientKeyData'].map((name) => text(status[name]));
  const authorization = bearer(token);
  if (token !== '' && authorization === undefined) return `gave a token that cannot be sent: it ${NO_TOKEN}`;
  if (token === '' && cert === '' && key === '') return 'gave neither a token nor a client certificate';
  if ((cert === '') !== (key === '')) return 'gave only one of client certificate and key';
  const why = cert === '' ? undefined : whyUnusable(cert, key);
  if (why !== undefined) return `gave a client certificate that cannot be used: ${why}`;
  const until = Date.parse(text(status['expirationTimestamp']) ?? '');
  return {
    ...(authorization === undefined ? {} : { authorization }),
    ...(cert === '' ? {} : { cert, key }),
    ...(Number.isNaN(until) ? {} : { until }),
  };
};

const hintOf = (exec: Exec): readonly string[] =>
  (text(exec['installHint']) ?? '')
    .split('\n')
    .map((line) => printable(line).trim())
    .filter((line) => line !== '');

const howEnded = (end: Output['end']): string => {
  if (end === 'late') return 'did not end within a minute';
  return typeof end === 'number' ? `failed with exit code ${end}` : `was ended by ${end}`;
};

const quoted = (why: string, { stderr }: Output): string => {
  const said = printable(stderr.trim()).slice(-500);
  return said === '' ? `${why}.` : `${why}: ${said}`;
};

/** Why a plugin could not be started, after its name, and what to do. */
const notStarted = ({ code, message }: NodeJS.ErrnoException, command: string): readonly [why: string, next: string] => {
  if (code === 'ENOENT') return ['is not installed', `Make sure that "${command}" is ${command.includes('/') ? 'there' : 'in PATH'}.`];
  if (code === 'EACCES') return ['may not be run (EACCES)', `Make "${command}" executable.`];
  return [`cannot be started (${code ?? message})`, `Correct "${command}" and its arguments in the kubeconfig.`];
};

/** Runs the plugin. Throws a Failure with its install hint, or with what it said and how to log in. */
const ask = async (exec: Exec, name: string, info: string, options: CredentialOptions, login: readonly string[]): Promise<Held> => {
  const command = text(exec['command']) ?? '';
  const args = Array.isArray(exec['args']) ? exec['args'].map(String) : [];
  const own = Object.fromEntries(items(exec['env']).map((variable) => [String(variable['name']), String(variable['value'])]));
  if (exec['interactiveMode'] === 'Always') throw loginFailure(`${name} must ask on a terminal, which kubeharden does not lend it.`, login);
  const env = { ...options.env, ...own, KUBERNETES_EXEC_INFO: info };
  const output = await runPlugin(command, args, { ...options, env }).catch((error: NodeJS.ErrnoException) => {
    options.signal?.throwIfAborted();
    const [why, next] = notStarted(error, printable(command));
    throw loginFailure(`${name} ${why}.`, [...hintOf(exec), next], { cause: error });
  });
  const held = output.end === 0 ? heldOf(output.stdout) : howEnded(output.end);
  if (typeof held === 'string') throw loginFailure(`${name} ${quoted(held, output)}`, login);
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
