import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { openTerminal } from './binary.ts';
import { doorTo, type Door } from './heldWrites.ts';
import type { Terminal } from './pty.ts';
import { expectWhole, frameOf, NARROW, WIDE } from './whole.ts';

const ACCOUNTS = '/api/v1/namespaces/killed/serviceaccounts';

describeOnControlPlane('a program that is killed while it writes', {}, (plane) => {
  const home = mkdtempSync(path.join(tmpdir(), 'kubeharden-killed-'));
  let [api, door]: [PlainApi, Door] = [] as never;

  beforeAll(async () => {
    api = plainApi(plane());
    await api.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'killed' } });
    await api.ask('POST', ACCOUNTS, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });
    door = await doorTo(plane());
  });
  afterAll(async () => {
    await door.close();
    await api.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** One server by two ways: kubeharden knows it by the uid of kube-system. */
  const open = (server: string, certificate: Record<string, unknown>): Terminal => {
    const kubeconfig = path.join(home, 'kubeconfig');
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster: { server, ...certificate } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'killed' } }],
      users: [{ name: 'test', user: { token: plane().token } }],
      'current-context': 'test',
    };
    writeFileSync(kubeconfig, JSON.stringify(config));
    const env = { HOME: home, XDG_STATE_HOME: home, KUBECONFIG: kubeconfig, PATH: process.env['PATH'] ?? '', TERM: 'xterm' };
    return openTerminal(['--context', 'test', '-n', 'killed'], env);
  };
  const automount = async (): Promise<unknown> =>
    ((await api.must('GET', `${ACCOUNTS}/default`)) as Record<string, unknown>)['automountServiceAccountToken'];
  /** To the plan of the account's fix, whatever else is found. */
  const applyTo = async ({ type, shows }: Terminal): Promise<void> => {
    type('!');
    await shows('[WRITE]');
    type('2/');
    await shows('Filter:');
    type('default-sa-automount\r');
    await shows('1 of ');
    type('p');
    await shows('Plan: ');
    type('A');
    await shows('y does it');
    type('y');
  };

  it('is drawn whole at any size; at the next start it is told what was cut off, finds out that it arrived, and takes it back', async () => {
    const first = open(door.server, {});
    await first.shows('dry-run accepted');
    await applyTo(first);
    await door.held;
    await first.shows('sending');
    for (const size of [NARROW, WIDE]) {
      first.resize(size);
      expect(await first.shows(frameOf(size))).toContain('Applying');
      expectWhole(await first.rows(), size);
    }
    first.signal('SIGKILL');
    await first.ended;
    expect(await automount()).toBe(false);

    const next = open(plane().server, { 'certificate-authority': plane().caFile });
    await next.shows(/was cut off[^]*not known whether it arrived/);
    next.type('!');
    await next.shows('[WRITE]');
    next.type('R');
    await next.shows('enter does it');
    next.type('\r');
    await next.shows(/ServiceAccount default: applied; found out by recover/);
    next.type('\r');
    await next.shows(/ROLLING BACK WOULD NOW[^]*restore killed\/ServiceAccount default/);
    next.type('R');
    await next.shows('By name: its record is from elsewhere.');
    next.type('test');
    next.type('\r');
    await next.shows(/Run \S+: rolled back/);
    expect(await automount()).toBeUndefined();
    next.type('q');
    expect(await next.ended).toBe(0);
  });
});
