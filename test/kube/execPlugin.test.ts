import { chmodSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { execCredentials } from '../../src/kube/execPlugin.ts';
import type { Context } from '../../src/kube/contexts.ts';
import { folderOf } from './folder.ts';

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
  `echo '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })}'`;

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
    const { credentials } = plugin(giving({ clientCertificateData: 'cert', clientKeyData: 'key' }));
    expect(await credentials.current()).toEqual({ cert: 'cert', key: 'key' });
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
});
