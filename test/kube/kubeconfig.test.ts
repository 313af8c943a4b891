import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/app/errors.ts';
import { contextOf, listContexts } from '../../src/kube/contexts.ts';
import { loadKubeconfig } from '../../src/kube/kubeconfig.ts';
import { folderOf, kubeconfig } from './folder.ts';

const failureOf = (run: () => unknown): Failure => {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('several kubeconfigs', () => {
  it('are one: the first of two entries with one name wins, the first current context too', () => {
    const at = folderOf({
      one: kubeconfig('prod', { cluster: { server: 'https://first.example' } }),
      two: kubeconfig('prod', { cluster: { server: 'https://second.example' }, context: { namespace: 'payments' } }),
      three: kubeconfig('test'),
    });
    const env = { KUBECONFIG: [at('one'), '', at('two'), at('missing'), at('three')].join(path.delimiter) };
    expect(listContexts({ env })).toEqual([
      { name: 'prod', cluster: 'prod', server: 'https://first.example', user: 'prod', current: true },
      { name: 'test', cluster: 'test', server: 'https://test.example', user: 'test', current: false },
    ]);
  });

  it('are looked for in the home folder when none is named', () => {
    const at = folderOf({ '.kube/config': kubeconfig('home', { context: { namespace: 'web' } }) });
    expect(listContexts({ env: { HOME: at('') } })).toMatchObject([{ name: 'home', namespace: 'web' }]);
    expect(listContexts({ env: { HOME: at('nowhere') } })).toEqual([]);
  });

  it('give way to the one that is named', () => {
    const at = folderOf({ one: kubeconfig('one'), two: kubeconfig('two') });
    expect(listContexts({ kubeconfig: at('two'), env: { KUBECONFIG: at('one') } }).map(({ name }) => name)).toEqual(['two']);
  });

  it('have their relative paths beside them', () => {
    const at = folderOf({
      'a/config': kubeconfig('a', {
        cluster: { 'certificate-authority': 'ca.crt' },
        user: { 'client-key': '../key', exec: { command: './login' } },
      }),
      'b/config': kubeconfig('b', { user: { exec: { command: 'login' }, tokenFile: '/run/token' } }),
    });
    const config = loadKubeconfig({ env: { KUBECONFIG: [at('a/config'), at('b/config')].join(path.delimiter) } });
    expect(config.clusters[0]?.body['certificate-authority']).toBe(at('a/ca.crt'));
    expect(config.users[0]?.body).toMatchObject({ 'client-key': at('key'), exec: { command: at('a/login') } });
    expect(config.users[1]?.body).toMatchObject({ exec: { command: 'login' }, tokenFile: '/run/token' });
  });

  it('have them also where they are named from the folder that one is in', () => {
    const at = folderOf({ config: kubeconfig('a', { user: { exec: { command: './login' } } }) });
    const config = loadKubeconfig({ kubeconfig: path.relative(process.cwd(), at('config')) });
    expect(config.users[0]?.body).toMatchObject({ exec: { command: at('login') } });
  });
});

describe('a kubeconfig that cannot be used', () => {
  it('is named with the line that is no YAML', () => {
    const at = folderOf({ config: 'apiVersion: v1\nclusters:\n- name: "unfinished\n' });
    const failure = failureOf(() => listContexts({ kubeconfig: at('config') }));
    expect(failure.exit).toBe(3);
    expect(failure.message).toContain(at('config'));
    expect(failure.message).toMatch(/line \d/);
  });

  it.each([
    ['a list', '- a\n- b\n'],
    ['a text', 'hello'],
    ['a binary', '\u0000\u0001\u0002'],
  ])('is said to be none: %s', (_, content) => {
    const at = folderOf({ config: content });
    const failure = failureOf(() => listContexts({ kubeconfig: at('config') }));
    expect(failure).toMatchObject({ exit: 3, message: expect.stringContaining(at('config')) });
    expect(failure.next.length).toBeGreaterThan(0);
  });

  it('is missing', () => {
    const at = folderOf({});
    expect(failureOf(() => listContexts({ kubeconfig: at('nothing') }))).toMatchObject({
      exit: 3,
      message: expect.stringContaining(at('nothing')),
    });
  });

  it('is a folder', () => {
    const at = folderOf({ 'config/inside': '' });
    expect(failureOf(() => listContexts({ kubeconfig: at('config') }))).toMatchObject({ exit: 3 });
  });

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['wrong types', '{"clusters": 5, "users": null, "contexts": [null, 3, {"name": 7}], "current-context": []}'],
  ])('has no context when it holds %s', (_, content) => {
    const at = folderOf({ config: content });
    expect(listContexts({ kubeconfig: at('config') })).toEqual([]);
  });
});

describe('choosing a context', () => {
  const choose = (content: string, name?: string) => {
    const at = folderOf({ config: content });
    const options = { kubeconfig: at('config') };
    return contextOf(loadKubeconfig(options), options, name);
  };

  it('takes the current one unless another is named', () => {
    expect(choose(kubeconfig('prod')).server).toBe('https://prod.example');
    expect(failureOf(() => choose(kubeconfig('prod'), 'staging')).next.join(' ')).toContain('prod');
  });

  it.each([
    ['https://ana:p%40ss@prod.example:6443/k8s', 'https://prod.example:6443/k8s'],
    ['https://ana:p@ss@prod.example', 'https://prod.example'],
    ['https://prod.example/as/@ana', 'https://prod.example/as/@ana'],
    ['https://prod.example?as=@ana', 'https://prod.example'],
  ])('shows, records and asks a server without the password that stands in its URL: %s', (server, shown) => {
    const content = kubeconfig('prod', { cluster: { server } });
    expect(choose(content).server).toBe(shown);
    const at = folderOf({ config: content });
    expect(listContexts({ kubeconfig: at('config') })[0]?.server).not.toContain('ss@');
    expect(new URL(shown).host).toBe(new URL(server).host);
  });

  it.each([
    'https://ana:p/word@host',
    'https:/ana:word@host',
    'https:\\\\ana:word@host',
    'ana:word@host:6443',
    'https://ana:word@host:port',
  ])('shows no password of what is hardly a URL: %s', (server) => {
    const at = folderOf({ config: kubeconfig('prod', { cluster: { server } }) });
    const shown = listContexts({ kubeconfig: at('config') })[0]?.server;
    expect(shown).toMatch(/host/);
    expect(shown).not.toContain('word');
  });

  it.each([
    ['without any context', '{}', 'No kubeconfig with a context'],
    ['without a current context', '{"contexts": [{"name": "a", "context": {"cluster": "c"}}]}', 'no current context'],
    ['without the cluster that it names', '{"current-context": "a", "contexts": [{"name": "a", "context": {"cluster": "c"}}]}', '"c"'],
    [
      'without a server',
      '{"current-context": "a", "contexts": [{"name": "a", "context": {"cluster": "c"}}], "clusters": [{"name": "c", "cluster": {}}]}',
      'server',
    ],
    ['with another scheme', kubeconfig('a', { cluster: { server: 'ftp://a.example' } }), 'server'],
  ])('says what to do %s', (_, content, message) => {
    const failure = failureOf(() => choose(content));
    expect(failure).toMatchObject({ exit: 3, message: expect.stringContaining(message) });
    expect(failure.next.length).toBeGreaterThan(0);
  });

  it('lets no control character of a name through', () => {
    const failure = failureOf(() => choose(kubeconfig('\u001b[31mprod'), 'x\u001b[2J'));
    expect(`${failure.message}${failure.next.join('')}`).not.toContain('\u001b');
  });
});

describe('in a pod', () => {
  it('uses the service account when there is no kubeconfig', () => {
    const at = folderOf({ token: 'a.b.c', 'ca.crt': 'pem', namespace: 'tools\n' });
    const env = { HOME: at('nowhere'), KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    const options = { env, serviceAccount: at('') };
    expect(listContexts(options)).toMatchObject([
      { name: 'in-cluster', server: 'https://[fd00::1]:443', namespace: 'tools', current: true },
    ]);
    expect(contextOf(loadKubeconfig(options), options, undefined).user?.body['tokenFile']).toBe(at('token'));
  });

  it('prefers a kubeconfig', () => {
    const at = folderOf({ token: 'a.b.c', config: kubeconfig('own') });
    const env = { KUBECONFIG: at('config'), KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    expect(listContexts({ env, serviceAccount: at('') }).map(({ name }) => name)).toEqual(['own']);
  });
});
