import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { field, items, type Resource } from '../../src/core/resource.ts';
import { plainApi, type PlainApi } from './api.ts';
import { describeOnControlPlane } from './describe.ts';

const spec = (image: string) => ({ containers: [{ name: 'main', image }] });

/** The API server proxies to no loopback address. */
const hasNetwork = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ internal, family }) => !internal && family === 'IPv4'),
);

describeOnControlPlane(
  'the control plane of the tests',
  { nodes: 2, controllers: true, users: [{ name: 'nobody', token: 'nobody-token' }] },
  (plane) => {
    let api: PlainApi;
    beforeAll(() => void (api = plainApi(plane())));
    afterAll(() => api.close());

    const pod = async (
      name: string,
      annotations: Readonly<Record<string, string>> = {},
      image = 'registry.example/app:1',
    ): Promise<Resource> => {
      await api.must('POST', '/api/v1/namespaces/default/pods', { metadata: { name, annotations }, spec: spec(image) });
      const path = `/api/v1/namespaces/default/pods/${name}`;
      await expect
        .poll(async () => items(field(await api.must('GET', path), 'status', 'containerStatuses')).length, { timeout: 20_000 })
        .toBe(1);
      return api.must('GET', path);
    };

    const container = (of: Resource): unknown => items(field(of, 'status', 'containerStatuses'))[0];

    it('runs pods and says by which digest', async () => {
      const running = await pod('runs');
      expect(field(running, 'status', 'phase')).toBe('Running');
      expect(field(container(running), 'imageID')).toMatch(/^registry\.example\/app@sha256:[0-9a-f]{64}$/);
      const digest = `registry.example:5000/app@sha256:${'a'.repeat(64)}`;
      expect(field(container(await pod('pinned', {}, digest)), 'imageID')).toBe(digest);
    });

    it('restarts what cannot live without what it lacks', async () => {
      const crashing = await pod('crashes', { 'testcluster/needs': 'privileged' });
      expect(field(container(crashing), 'state', 'waiting', 'reason')).toBe('CrashLoopBackOff');
      expect(field(container(crashing), 'restartCount')).toBeGreaterThan(0);
      expect(field(container(crashing), 'lastState', 'terminated', 'exitCode')).toBe(1);
      expect(field(container(await pod('old', { 'testcluster/restarts': '7' })), 'restartCount')).toBe(7);
    });

    it('has the logs of containers', async () => {
      await pod('talks', { 'testcluster/logs': 'one\ntwo\nthree' });
      await pod('fails', { 'testcluster/needs': 'privileged' });
      const logs = async (name: string, query = ''): Promise<string> =>
        (await api.ask('GET', `/api/v1/namespaces/default/pods/${name}/log${query}`)).text;
      expect(await logs('talks')).toBe('one\ntwo\nthree\n');
      expect(await logs('talks', '?tailLines=1')).toBe('three\n');
      expect(await logs('fails')).toContain('permission denied');
    });

    it('finishes Jobs', async () => {
      await api.must('POST', '/apis/batch/v1/namespaces/default/jobs', {
        metadata: { name: 'import' },
        spec: { template: { spec: { ...spec('registry.example/job:1'), restartPolicy: 'Never' } } },
      });
      const succeeded = async (): Promise<unknown> =>
        field(await api.must('GET', '/apis/batch/v1/namespaces/default/jobs/import'), 'status', 'succeeded');
      await expect.poll(succeeded, { timeout: 30_000 }).toBe(1);
    });

    it('answers for the configuration of its kubelets', async () => {
      const path = '/api/v1/nodes/fake-0/proxy/configz';
      const { status, text } = await api.ask('GET', path);
      if (!hasNetwork) return expect({ status, text }).toMatchObject({ status: 400, text: expect.stringContaining('address not allowed') });
      expect(field(JSON.parse(text), 'kubeletconfig', 'authorization', 'mode')).toBe('Webhook');
      await api.must('PATCH', '/api/v1/nodes/fake-0', { metadata: { annotations: { 'testcluster/configz': '{"readOnlyPort": 10255}' } } });
      expect(field(JSON.parse((await api.ask('GET', path)).text), 'kubeletconfig', 'readOnlyPort')).toBe(10255);
    });

    it('knows other users, who may do nothing', async () => {
      const other = plainApi({ ...plane(), token: 'nobody-token' });
      expect((await other.ask('GET', '/api/v1/secrets')).status).toBe(403);
      await other.close();
    });

    it('keeps its objects over a restart of the API server', async () => {
      await api.must('POST', '/api/v1/namespaces', { metadata: { name: 'kept' } });
      await plane().restart();
      expect((await api.must('GET', '/api/v1/namespaces/kept')).metadata.name).toBe('kept');
    });
  },
);
