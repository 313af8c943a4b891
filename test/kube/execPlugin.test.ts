import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { execCredentials } from '../../src/kube/execPlugin.ts';
import type { Context } from '../../src/kube/contexts.ts';
import { folderOf } from './folder.ts';
import { CA, fixture } from './server.ts';

const KEY = readFileSync(fixture('localhost.key'), 'utf8');
const START = new Date('2026-01-01T00:00:00Z');

const contextWith = (exec: object, cluster: object = {}): Context => ({
  name: 'prod',
  server: 'https://prod.example',
  cluster: { name: 'prod', file: '/config', body: { server: 'https://prod.example/', ...cluster } },
  user: { name: 'ana', file: '/config', body: { exec } },
});

/** A plugin that notes each run and what it was told, then does as the script says. */
const plugin = (script: string, extra: object = {}, cluster: object = {}) => {
  const at = folderOf({ plugin: `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO" >> "$NOTES"\n${script}\n`, notes: '' });
  chmodSync(at('plugin'), 0o700);
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: at('plugin'),
    env: [{ name: 'NOTES', value: at('notes') }],
    ...extra,
  };
  let now = START;
  const env = { PATH: process.env['PATH'] };
  const credentials = execCredentials(exec, contextWith(exec, cluster), { tls: {}, ca: 'the CA' }, { env, now: () => now });
  const told = () =>
    readFileSync(at('notes'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  return { credentials, told, at: (time: string) => void (now = new Date(time)) };
};

const giving = (status: object): string =>
  `printf %s '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })}'`;

/** A plugin that writes into LEFT which process stays; that is ended with the test. */
const leaving = (script: string) => {
  const at = folderOf({});
  const env = Object.entries({ LEFT: at('left'), READY: at('ready'), NOTES: '/dev/null' }).map(([name, value]) => ({ name, value }));
  const left = (): number => Number(readFileSync(at('left'), 'utf8'));
  onTestFinished(() => void process.kill(left(), 'SIGKILL'));
  return { ...plugin(script, { env }), left, at };
};

describe('a credential plugin', () => {
  it('runs once for many requests, and again when what it gave has ended', async () => {
    const { credentials, told, at } = plugin(giving({ token: 't1', expirationTimestamp: '2026-01-01T01:00:00Z' }));
    const secrets = await Promise.all(Array.from({ length: 8 }, () => credentials.current()));
    expect(secrets.map((secret) => secret.authorization)).toEqual(Array.from({ length: 8 }, () => 'Bearer t1'));
    at('2026-01-01T00:59:59Z');
    await credentials.current();
    expect(told()).toHaveLength(1);
    at('2026-01-01T01:00:00Z');
    await credentials.current();
    expect(told()).toHaveLength(2);
  });

  it('runs again after its credentials were refused', async () => {
    const { credentials, told } = plugin(giving({ token: 't1' }));
    const secret = await credentials.current();
    expect(credentials.renew({ authorization: 'Bearer t0' })).toBe(true);
    await credentials.current();
    expect(told()).toHaveLength(1);
    expect(credentials.renew(secret)).toBe(true);
    await credentials.current();
    expect(told()).toHaveLength(2);
  });

  it('may give a client certificate', async () => {
    const { credentials } = plugin(giving({ clientCertificateData: CA, clientKeyData: KEY }));
    expect(await credentials.current()).toEqual({ cert: CA, key: KEY });
  });

  it('is told the cluster where it asks for it', async () => {
    const cluster = {
      'certificate-authority': '/ca.crt',
      'tls-server-name': 'api',
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }],
    };
    const { credentials, told } = plugin(giving({ token: 't' }), { provideClusterInfo: true }, cluster);
    await credentials.current();
    expect(told()).toEqual([
      {
        apiVersion: 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        spec: {
          interactive: false,
          cluster: {
            server: 'https://prod.example',
            'tls-server-name': 'api',
            'certificate-authority-data': Buffer.from('the CA').toString('base64'),
            config: { audience: 'x' },
          },
        },
      },
    ]);
  });

  it('is told nothing of the cluster where it does not', async () => {
    const { credentials, told } = plugin(giving({ token: 't' }));
    await credentials.current();
    expect(told()).toMatchObject([{ spec: { interactive: false } }]);
    expect(JSON.stringify(told())).not.toContain('prod.example');
  });

  it('that is missing is named, with how to install it', async () => {
    const exec = { command: 'kubeharden-no-such-plugin', installHint: 'Install it:\n  brew install \u001b[31mit\n' };
    const credentials = execCredentials(exec, contextWith(exec), { tls: {} }, { env: {}, now: () => START });
    await expect(credentials.current()).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining('"kubeharden-no-such-plugin" of the user "ana" is not installed'),
      next: ['Install it:', 'brew install it', expect.stringContaining('PATH')],
    });
  });

  it.each([
    ['fails', 'echo "session \u001b[1mexpired" >&2; exit 3', 'exit code 3: session expired'],
    ['says nothing', 'true', 'gave no ExecCredential'],
    ['says something else', 'echo hello', 'gave no ExecCredential'],
    ['is killed', 'kill -KILL $$', 'was ended by SIGKILL'],
    ['gives a token with a line break', giving({ token: 'a\nb' }), 'line break'],
    ['gives nothing', giving({}), 'neither a token nor a client certificate'],
    ['gives a certificate without its key', giving({ clientCertificateData: CA }), 'only one of client certificate and key'],
    ['gives what is no certificate', giving({ clientCertificateData: 'x', clientKeyData: KEY }), 'no certificate in PEM'],
    ['gives what is no key', giving({ clientCertificateData: CA, clientKeyData: 'x' }), 'no private key in PEM'],
    [
      'gives the key of another certificate',
      giving({ clientCertificateData: readFileSync(fixture('other.crt'), 'utf8'), clientKeyData: KEY }),
      'belongs to another certificate',
    ],
  ])('that %s is quoted, with how to log in', async (_, script, message) => {
    const { credentials } = plugin(script);
    const failure = await credentials.current().catch((error: unknown) => error);
    expect(failure).toMatchObject({ exit: 3, message: expect.stringContaining(message), next: credentials.login });
    expect(credentials.login.length).toBeGreaterThan(0);
  });

  it('names the login of a plugin that everybody uses', () => {
    const exec = { command: '/usr/bin/aws' };
    const credentials = execCredentials(exec, contextWith(exec), { tls: {} }, { env: {}, now: () => START });
    expect(credentials.login.join(' ')).toContain('aws sso login');
  });

  it('that must ask on a terminal is not started', async () => {
    const { credentials, told } = plugin(giving({ token: 't' }), { interactiveMode: 'Always' });
    await expect(credentials.current()).rejects.toMatchObject({ exit: 3, message: expect.stringContaining('terminal') });
    expect(told()).toEqual([]);
  });

  it('is not waited for once it has ended, whatever it leaves behind', async () => {
    const { credentials, left } = leaving(`sleep 600 & echo $! > "$LEFT"\n${giving({ token: 't' })}`);
    expect(await credentials.current()).toEqual({ authorization: 'Bearer t' });
    expect(process.kill(left(), 0)).toBe(true);
  });

  it('is heard to its end where what filters its output outlives it', async () => {
    const { credentials } = plugin(`( while kill -0 $$ 2>/dev/null; do :; done; ${giving({ token: 't' })} ) &`);
    expect(await credentials.current()).toEqual({ authorization: 'Bearer t' });
  });

  it('that gives more than a pipe holds is heard to its end', async () => {
    const token = 't'.repeat(500_000);
    const at = folderOf({ answer: JSON.stringify({ status: { token } }) });
    const { credentials } = leaving(`sleep 600 & echo $! > "$LEFT"\ncat '${at('answer')}'`);
    expect(await credentials.current()).toEqual({ authorization: `Bearer ${token}` });
  });

  it('is not waited for after a minute, even if it does not end when it is told to', async () => {
    const { credentials, at } = leaving('trap "" TERM; echo $$ > "$LEFT"; echo > "$READY"; exec sleep 600');
    execFileSync('mkfifo', [at('ready')]);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const failure = credentials.current().catch((error: unknown) => error);
    await readFile(at('ready'));
    vi.advanceTimersByTime(60_000);
    expect(await failure).toMatchObject({ exit: 3, message: expect.stringContaining('did not end within a minute') });
  });
});
