import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { RUNNING } from '../control-plane/start.ts';
import { openTerminal } from './binary.ts';
import { applyDemo, inventory, settled } from './demoCluster.ts';

describeOnControlPlane('the whole way on a real API server, by key presses', RUNNING, (plane) => {
  let api: PlainApi;
  const home = mkdtempSync(path.join(tmpdir(), 'kubeharden-e2e-'));
  beforeAll(async () => {
    api = plainApi(plane());
    await applyDemo(api);
    await settled(api);
  });
  afterAll(async () => {
    await api.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('goes from the start to a rolled-back fix without leaving the screen', async () => {
    const before = await inventory(api);
    const env = {
      HOME: home,
      XDG_STATE_HOME: path.join(home, 'state'),
      KUBECONFIG: plane().kubeconfig,
      PATH: process.env['PATH'] ?? '',
      TERM: 'xterm-256color',
    };
    const { type, shows, ended } = openTerminal(['--context', 'test'], env);

    await shows('dry-run accepted');
    type('A');
    await shows(/read-only/i);
    type('!');
    await shows('[WRITE]');
    type('a');
    await shows(/[1-9]\d* accepted/);
    type('A');
    await shows('Type test and enter');
    expect(await inventory(api)).toEqual(before);
    type('test');
    type('\r');
    await shows(/Run \S+: applied/);
    expect(await inventory(api)).not.toEqual(before);

    type('3');
    await shows('ROLLING BACK WOULD NOW');
    type('R');
    await shows('Type test and enter');
    type('test');
    type('\r');
    await shows(/Run \S+: rolled back/);
    type('q');
    expect(await ended).toBe(0);
    expect(await inventory(api)).toEqual(before);
  });
});
