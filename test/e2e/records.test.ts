import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withoutServerFields } from '../../src/core/diff.ts';
import type { Resource } from '../../src/core/resource.ts';
import { pathOf, plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import type { ControlPlane } from '../control-plane/start.ts';
import { run, type Ended } from './binary.ts';

const CHECK = 'default-sa-automount';

const account = (namespace: string): Resource => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'default', namespace, annotations: { 'argocd.argoproj.io/tracking-id': `shop:/ServiceAccount:${namespace}/default` } },
  automountServiceAccountToken: true,
});

interface Shown {
  readonly id: string;
  readonly place: string;
  readonly changes: readonly { readonly state: string; readonly detail?: string }[];
}

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

describeOnControlPlane('records and owners on a real API server', {}, (plane) => {
  let api: PlainApi;
  let home: string;

  beforeAll(() => {
    api = plainApi(plane());
    home = mkdtempSync(path.join(tmpdir(), 'records-'));
  });
  afterAll(async () => {
    await api.close();
    rmSync(home, { recursive: true });
  });

  const kubeharden = (state: string, ...args: readonly string[]): Promise<Ended> => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, XDG_STATE_HOME: path.join(home, state), KUBECONFIG: plane().kubeconfig };
    return run(args, env);
  };

  const live = (namespace: string): Promise<Resource> => api.must('GET', pathOf(account(namespace)));

  /** Server-side apply, as a GitOps controller sends it. */
  const applyAs = async ({ server, token, caFile }: ControlPlane, manager: string, object: Resource): Promise<void> => {
    const dispatcher = new Agent({ connect: { ca: readFileSync(caFile, 'utf8') } });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/apply-patch+yaml' };
    const url = `${server}${pathOf(object)}?fieldManager=${manager}&force=true`;
    const { statusCode, body } = await request(url, { dispatcher, method: 'PATCH', headers, body: JSON.stringify(object) });
    const text = await body.text();
    await dispatcher.close();
    if (statusCode > 299) throw new Error(`apply as ${manager}: ${statusCode} ${text}`);
  };

  const owned = async (namespace: string): Promise<void> => {
    await api.must('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    await applyAs(plane(), 'argocd-controller', account(namespace));
  };

  /** Does what an owner does as soon as its object is not as it wants it; ends with the run. */
  const healing = async (namespace: string, running: Promise<Ended>, heal: () => Promise<unknown>): Promise<Ended> => {
    let over = false;
    void running.then(() => (over = true));
    while (!over && (await live(namespace))['automountServiceAccountToken'] === true);
    await heal();
    return running;
  };

  const apply = (state: string, namespace: string, ...flags: readonly string[]): Promise<Ended> =>
    kubeharden(state, 'apply', CHECK, '--accept', CHECK, 'sa/default', '-n', namespace, '--yes', '-o', 'json', ...flags);

  const shown = async (state: string, id: string): Promise<Shown> =>
    JSON.parse((await kubeharden(state, 'history', id, '-o', 'json')).stdout) as Shown;

  const runIn = ({ stdout, stderr }: Ended): string => {
    const { run: id } = JSON.parse(stdout) as { run: string | null };
    if (id === null) throw new Error(`nothing was applied: ${stdout} ${stderr}`);
    return id;
  };

  it.each([
    ['yield', 'Apply', 'argocd-controller', 'Argo CD (argocd-controller)'],
    ['hold', 'Update', 'healer', 'healer'],
  ])('says who took a place back, how long it lasted, and so does verify: %s, %s', async (override, operation, manager, who) => {
    const namespace = `owned-${override}`;
    await owned(namespace);
    const heal = async (): Promise<unknown> =>
      operation === 'Apply'
        ? applyAs(plane(), manager, account(namespace))
        : api.must('PUT', `${pathOf(account(namespace))}?fieldManager=${manager}`, {
            ...(await live(namespace)),
            automountServiceAccountToken: true,
          });
    const ended = await healing(namespace, apply('one', namespace, '--override-owner', override), heal);
    const id = runIn(ended);
    const words = new RegExp(`^${who.replaceAll(/[()]/g, '\\$&')} took automountServiceAccountToken back after \\d+ s$`);
    const { changes } = await shown('one', id);
    expect(changes.map(({ state, detail }) => [state, detail])).toEqual([['applied', expect.stringMatching(words)]]);
    expect(ended.stderr).toContain(`took automountServiceAccountToken back`);
    expect(ended.code).toBe(6);
    const verified = await kubeharden('one', 'verify', id, '-o', 'json');
    const { objects } = JSON.parse(verified.stdout) as { objects: readonly { state: string; detail: string }[] };
    expect([verified.code, objects.map(({ state }) => state), objects[0]?.detail]).toEqual([1, ['undone'], expect.stringMatching(words)]);
  });

  it(`undoes a run without kubeharden: ${hasKubectl ? 'kubectl replace -f before' : 'PUT of before (kubectl is not installed)'}`, async () => {
    await api.must('POST', '/api/v1/namespaces', { metadata: { name: 'plain' } });
    const { metadata, ...rest } = account('plain');
    await applyAs(plane(), 'somebody', { ...rest, metadata: { name: metadata.name, namespace: 'plain' } });
    const before = withoutServerFields(await live('plain'));
    const id = runIn(await apply('one', 'plain'));
    expect((await live('plain'))['automountServiceAccountToken']).toBe(false);
    const folder = path.join((await shown('one', id)).place, id, 'before');
    if (hasKubectl) {
      const replaced = spawnSync('kubectl', ['--kubeconfig', plane().kubeconfig, 'replace', '-f', folder], { encoding: 'utf8' });
      expect([replaced.status, replaced.stderr]).toEqual([0, '']);
    } else
      for (const name of readdirSync(folder)) {
        const object = load(readFileSync(path.join(folder, name), 'utf8')) as Resource;
        await api.must('PUT', pathOf(object), object);
      }
    expect(withoutServerFields(await live('plain'))).toEqual(before);
    const { stdout } = await kubeharden('one', 'verify', id, '-o', 'json');
    expect(stdout).toContain('"undone"');
  });

  it('carries a run to another machine, where it is rolled back', async () => {
    await api.must('POST', '/api/v1/namespaces', { metadata: { name: 'carried' } });
    const { metadata, ...rest } = account('carried');
    await applyAs(plane(), 'somebody', { ...rest, metadata: { name: metadata.name, namespace: 'carried' } });
    const before = withoutServerFields(await live('carried'));
    const id = runIn(await apply('one', 'carried'));
    const file = path.join(home, 'run.json');
    expect((await kubeharden('one', 'history', 'export', id, '-o', file)).code).toBe(0);
    expect((await kubeharden('two', 'history', 'import', file)).code).toBe(0);
    await kubeharden('two', 'rollback', id, '--yes');
    expect(withoutServerFields(await live('carried')), 'an imported run needs the name').not.toEqual(before);
    const undone = await kubeharden('two', 'rollback', id, '--yes', '--confirm', 'test');
    expect([undone.code, undone.stderr]).toEqual([0, expect.any(String)]);
    expect(withoutServerFields(await live('carried'))).toEqual(before);
  });
});
