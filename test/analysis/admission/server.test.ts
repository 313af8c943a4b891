import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { escalatingPolicy } from '../../../src/analysis/admission/escalating.ts';
import { parseImage } from '../../../src/analysis/images/reference.ts';
import { isAllowed } from '../../../src/analysis/images/registries.ts';
import { registryPolicy } from '../../../src/analysis/images/registryPolicy.ts';
import { creationOf } from '../../../src/core/change.ts';
import { withoutServerFields } from '../../../src/core/diff.ts';
import { field, type Resource } from '../../../src/core/resource.ts';
import { openCluster } from '../../../src/kube/cluster.ts';
import { openMemory } from '../../../src/memory/target.ts';
import { collectionOf, pathOf, plainApi, type Answer, type PlainApi } from '../../control-plane/api.ts';
import { describeOnControlPlane } from '../../control-plane/describe.ts';
import { RUNNING } from '../../control-plane/start.ts';

const ALLOWED = ['docker.io/library', 'ghcr.io/acme', 'quay.io/acme/web', 'registry.k8s.io', 'localhost:5000'];

const KINDS = [
  'Pod',
  'PodTemplate',
  'ReplicationController',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
] as const;

const podSpec = (spec: object): object => ({ restartPolicy: 'Always', ...spec });

const labels = { app: 'web' };

/** The smallest object of a kind that the server takes. */
const workload = (kind: (typeof KINDS)[number], spec: object): Resource => {
  const [metadata, template] = [
    { name: 'web', namespace: 'default' },
    { metadata: { labels }, spec: podSpec(spec) },
  ];
  const once = { spec: { template: { ...template, spec: podSpec({ ...spec, restartPolicy: 'Never' }) } } };
  const of = (apiVersion: string, rest: object): Resource => ({ apiVersion, kind, metadata, ...rest });
  switch (kind) {
    case 'Pod':
      return of('v1', { spec });
    case 'PodTemplate':
      return of('v1', { template });
    case 'ReplicationController':
      return of('v1', { spec: { selector: labels, template } });
    case 'Job':
      return of('batch/v1', once);
    case 'CronJob':
      return of('batch/v1', { spec: { schedule: '@daily', jobTemplate: once } });
    default:
      return of('apps/v1', {
        spec: { selector: { matchLabels: labels }, template, ...(kind === 'StatefulSet' ? { serviceName: 'web' } : {}) },
      });
  }
};

const container = (image: string): object => ({ containers: [{ name: 'main', image }] });

/** References near those that are allowed, and some that are none. */
const images = fc
  .tuple(
    fc.constantFrom(
      '',
      'docker.io/',
      'index.docker.io/',
      'ghcr.io/',
      'GHCR.io/',
      'quay.io/',
      'registry.k8s.io/',
      'registry.k8s.io:443/',
      'localhost:5000/',
      'localhost/',
      'x.index.docker.io/',
    ),
    fc.constantFrom('web', 'library/web', 'acme/web', 'acme/web/api', 'acme-evil/web', 'docker.io', 'ghcr.io/acme'),
    fc.constantFrom('', ':1', ':latest', `@sha256:${'a'.repeat(64)}`, `:1@sha256:${'a'.repeat(64)}`),
  )
  .map((parts) => parts.join(''));

describeOnControlPlane('admission policies that kubeharden creates, on a real API server', RUNNING, (plane) => {
  let api: PlainApi;
  beforeAll(async () => {
    api = plainApi(plane());
    await api.must('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } }).catch(() => undefined);
  });
  afterAll(() => api.close());

  const created = async (objects: readonly Resource[], work: () => Promise<void>): Promise<void> => {
    for (const object of objects) await api.must('POST', collectionOf(object), object);
    await work();
    for (const object of objects) await api.must('DELETE', pathOf(object));
  };
  const dryRun = (object: Resource): Promise<Answer> => api.ask('POST', `${collectionOf(object)}?dryRun=All`, object);
  const denied = (answer: Answer): boolean => {
    if (![201, 403, 422].includes(answer.status)) throw new Error(answer.text);
    return /denied request/.test(answer.text);
  };
  /** A policy takes a moment to be in force, and to be out of it. */
  const refusing = async (objects: readonly Resource[], refused: Resource, work: () => Promise<void>): Promise<void> => {
    const isRefused = async (): Promise<boolean> => denied(await dryRun(refused));
    await created(objects, async () => {
      await expect.poll(isRefused, { timeout: 20_000 }).toBe(true);
      await work();
    });
    await expect.poll(isRefused, { timeout: 20_000 }).toBe(false);
  };

  it.each([
    ['escalating', escalatingPolicy()],
    ['registry', registryPolicy(ALLOWED, 'Audit')],
  ] as const)('takes the %s policy strictly, without a warning, as the cluster in memory does', async (_name, objects) => {
    const target = await openCluster({ kubeconfig: plane().kubeconfig, readOnly: true });
    const memory = openMemory({ entries: [] });
    for (const object of objects) {
      const preview = await target.preview(creationOf(object));
      expect(preview).toMatchObject({ checked: 'server', warnings: [] });
      expect(withoutServerFields(preview.after!)).toEqual(withoutServerFields((await memory.preview(creationOf(object))).after!));
    }
    await target.close();
  });

  it.each([
    ['escalating', escalatingPolicy()[0]!],
    ['registry', registryPolicy(ALLOWED, 'Audit')[0]!],
  ])('finds no fault with the types of the %s policy', async (_name, policy) => {
    await created([policy], async () => {
      const status = async (): Promise<unknown> => field(await api.must('GET', pathOf(policy)), 'status', 'typeChecking');
      await expect.poll(status, { timeout: 20_000 }).toEqual({});
    });
  });

  it('judges images as isAllowed does', async () => {
    await refusing(registryPolicy(ALLOWED, 'Deny'), workload('Pod', container('evil.example/web')), async () => {
      const judged = { allowed: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(images, async (image) => {
          const parsed = parseImage(image);
          if ('wrong' in parsed) throw new Error(`${image}: ${parsed.wrong}`);
          const allowed = isAllowed(parsed.image, ALLOWED);
          judged[allowed ? 'allowed' : 'refused']++;
          expect(denied(await dryRun(workload('Pod', container(image)))), image).toBe(!allowed);
        }),
        { numRuns: 300 },
      );
      expect(Math.min(judged.allowed, judged.refused)).toBeGreaterThan(20);
    });
  });

  it('judges every kind that has a pod spec, and all images of it, but not what was there before', async () => {
    const before = workload('Pod', container('evil.example/web'));
    await api.must('POST', collectionOf(before), before);
    const [good, evil] = [container('nginx'), container('evil.example/web')];
    await refusing(registryPolicy(ALLOWED, 'Deny'), workload('Deployment', evil), async () => {
      for (const kind of KINDS) {
        expect(denied(await dryRun(workload(kind, evil))), kind).toBe(true);
        if (kind !== 'Pod') expect((await dryRun(workload(kind, good))).status, kind).toBe(201);
      }
      const other = { ...before, metadata: { name: 'other', namespace: 'default' } };
      const withInit = { ...other, spec: { ...good, initContainers: [{ name: 'setup', image: 'evil.example/setup' }] } };
      const withVolume = { ...other, spec: { ...good, volumes: [{ name: 'data', image: { reference: 'evil.example/data' } }] } };
      for (const object of [withInit, withVolume]) expect(denied(await dryRun(object))).toBe(true);
      expect((await api.ask('PATCH', pathOf(before), { metadata: { labels: { touched: 'yes' } } })).status).toBe(200);
      const live = await api.must('GET', pathOf(before));
      const debug = {
        ...live,
        spec: { ...(live['spec'] as object), ephemeralContainers: [{ name: 'debug', image: 'evil.example/shell' }] },
      };
      expect(denied(await api.ask('PUT', `${pathOf(before)}/ephemeralcontainers`, debug))).toBe(true);
    });
  });

  it('refuses exec and attach into privileged pods, and into no other', async () => {
    const pod = (name: string, spec: object): Resource => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default' },
      spec: { ...container('nginx'), ...spec },
    });
    const privileged = [{ name: 'setup', image: 'nginx', securityContext: { privileged: true } }];
    const pods = [
      pod('plain', {}),
      pod('pid', { hostPID: true }),
      pod('ipc', { hostIPC: true }),
      pod('init', { initContainers: privileged }),
    ];
    for (const object of [...pods, pod('main', { containers: privileged })]) await api.must('POST', collectionOf(object), object);
    await created(escalatingPolicy(), async () => {
      const enter = (name: string, how: string): Promise<Answer> =>
        api.ask('POST', `/api/v1/namespaces/default/pods/${name}/${how}?command=id&stdout=true`);
      await expect.poll(async () => (await enter('main', 'exec')).status, { timeout: 20_000 }).toBe(403);
      for (const how of ['exec', 'attach']) {
        for (const name of ['main', 'pid', 'ipc', 'init'])
          expect(await enter(name, how), `${how} ${name}`).toMatchObject({
            status: 403,
            text: expect.stringContaining(`pod ${name} is privileged`) as string,
          });
        // What the kubelet would be asked next: the policy let it through.
        expect((await enter('plain', how)).text).toContain('Upgrade request required');
      }
    });
  });
});
