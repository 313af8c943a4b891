import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { openTerminal, run } from './binary.ts';
import { doorTo, type Door } from './heldWrites.ts';
import type { Terminal } from './pty.ts';

interface History {
  readonly runs: readonly { readonly id: string; readonly finished?: string; readonly changes: readonly { readonly state: string }[] }[];
}

const names = ['one', 'two', 'three'].map((name) => `signals-${name}`);

describeOnControlPlane('a program that is asked to end while it writes', {}, (plane) => {
  let [api, door, home, env]: [PlainApi, Door, string, Record<string, string>] = [] as never;

  beforeAll(() => {
    api = plainApi(plane());
  });
  afterAll(() => api.close());

  beforeEach(async () => {
    for (const name of names) await api.ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    for (const name of names) {
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } };
      await api.ask('POST', `/api/v1/namespaces/${name}/serviceaccounts`, account);
      await api.must('PATCH', `/api/v1/namespaces/${name}/serviceaccounts/default`, { automountServiceAccountToken: null });
    }
    door = await doorTo(plane());
    home = mkdtempSync(path.join(tmpdir(), 'kubeharden-signals-'));
    const kubeconfig = path.join(home, 'kubeconfig');
    const cluster = { name: 'test', cluster: { server: door.server } };
    const context = { name: 'test', context: { cluster: 'test', user: 'test' } };
    const user = { name: 'test', user: { token: plane().token } };
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [cluster],
        contexts: [context],
        users: [user],
        'current-context': 'test',
      }),
    );
    env = { HOME: home, XDG_STATE_HOME: path.join(home, 'state'), KUBECONFIG: kubeconfig, PATH: process.env['PATH'] ?? '', TERM: 'xterm' };
  });
  afterEach(async () => {
    await door.close();
    rmSync(home, { recursive: true, force: true });
  });

  const writing = async (): Promise<Terminal> => {
    const terminal = openTerminal(['--context', 'test'], env);
    await terminal.shows('dry-run accepted');
    terminal.type('!');
    await terminal.shows('[WRITE]');
    terminal.type('a');
    await terminal.shows(/[1-9]\d* accepted/);
    terminal.type('A');
    await terminal.shows('y does it');
    terminal.type('y');
    await door.held;
    return terminal;
  };
  const recorded = async (): Promise<readonly string[]> => {
    const { stdout, stderr } = await run(['history', '-o', 'json'], env);
    const { runs } = JSON.parse(stdout || `{"runs":"${stderr}"}`) as History;
    expect(runs).toHaveLength(1);
    expect(runs[0]?.finished).toBeDefined();
    return runs[0]!.changes.map(({ state }) => state);
  };
  const oneOfMany = (states: readonly string[]): void => {
    expect(states[0]).toBe('verified');
    expect(states.length).toBeGreaterThan(1);
    expect(new Set(states.slice(1))).toEqual(new Set(['skipped']));
  };

  describe.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s', (signal, code) => {
    it('waits for the object in flight, records it, gives the terminal back and ends', async () => {
      const terminal = await writing();
      terminal.signal(signal);
      await terminal.shows('Stopping after the object in flight');
      expect(await terminal.isAlternate()).toBe(true);
      door.letGo();
      expect(await terminal.ended).toBe(code);
      expect(await terminal.isAlternate()).toBe(false);
      oneOfMany(await recorded());
    });
  });

  it('does so too when the terminal is gone', async () => {
    const terminal = await writing();
    terminal.hangUp();
    door.letGo();
    expect(await terminal.ended).toBe(129);
    oneOfMany(await recorded());
  });
});
