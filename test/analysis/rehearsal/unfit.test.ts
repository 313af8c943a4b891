import { describe, expect, it } from 'vitest';
import { onceOnly, rehearsalDoubts } from '../../../src/analysis/rehearsal/twice.ts';
import { unfitFor } from '../../../src/analysis/rehearsal/unfit.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { snapshotOf, type Snapshot, type Unread } from '../../../src/core/snapshot.ts';

const FACTS = { now: '2026-03-01T10:00:00Z', origin: 'cluster' } as const;
const snapshot = (resources: readonly Resource[] = [], unread: readonly Unread[] = []): Snapshot =>
  snapshotOf(
    resources.map((resource) => ({ resource })),
    FACTS,
    unread,
  );

const workload = (
  kind: string,
  pod: Record<string, unknown> = {},
  spec: Record<string, unknown> = {},
  apiVersion = 'apps/v1',
): Resource => ({
  apiVersion,
  kind,
  metadata: { name: 'web', namespace: 'shop' },
  spec: { ...spec, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }], ...pod } } },
});

const inShop = (apiVersion: string, kind: string, name: string, spec: unknown): Resource => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});

const service = (more: object): Resource => inShop('v1', 'Service', 'peers', { selector: { app: 'web' }, ...more });
const budget = (more: object): Resource =>
  inShop('policy/v1', 'PodDisruptionBudget', 'web', { selector: { matchLabels: { app: 'web' } }, ...more });
const claim = (...accessModes: string[]): Resource => inShop('v1', 'PersistentVolumeClaim', 'data', { accessModes });
const withClaim = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };

describe('what is never rehearsed', () => {
  it.each<[string, Resource, Snapshot, RegExp]>([
    ['a port of the node', workload('Deployment', { containers: [{ name: 'web', ports: [{ hostPort: 80 }] }] }), snapshot(), /port 80/],
    ['the network of the node', workload('Deployment', { hostNetwork: true }), snapshot(), /network of its node/],
    ['volumes of each pod', workload('StatefulSet', {}, { volumeClaimTemplates: [{}] }), snapshot(), /volumes of its own/],
    ['a volume for one node', workload('Deployment', withClaim), snapshot([claim('ReadWriteOnce')]), /one node or pod/],
    ['a volume for one pod', workload('Deployment', withClaim), snapshot([claim('ReadWriteOncePod')]), /one node or pod/],
    ['a volume that is not there', workload('Deployment', withClaim), snapshot(), /cannot be seen/],
    ['traffic that does not wait for readiness', workload('Deployment'), snapshot([service({ publishNotReadyAddresses: true })]), /peers/],
    ['a budget that counts controllers', workload('StatefulSet'), snapshot([budget({ maxUnavailable: 1 })]), /budget web/],
    ['a budget of a share', workload('StatefulSet'), snapshot([budget({ minAvailable: '50%' })]), /budget web/],
    ['an agent of its node', workload('DaemonSet', { volumes: [{ name: 'x', hostPath: { path: '/' } }] }), snapshot(), /agent/],
    ['Services that could not be read', workload('Deployment'), snapshot([], [{ kind: 'Service', reason: 'forbidden' }]), /not known/],
    ['no template', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }, snapshot(), /template/],
  ])('%s', (_what, of, seen, reason) => {
    expect(unfitFor(of, seen).join()).toMatch(reason);
  });

  it.each<[string, Resource, Snapshot]>([
    ['a plain Deployment', workload('Deployment'), snapshot([service({}), budget({ minAvailable: 1 })])],
    ['a Deployment with a budget of its scale', workload('Deployment'), snapshot([budget({ maxUnavailable: 1 })])],
    ['a budget by number', workload('StatefulSet'), snapshot([budget({ minAvailable: 1 })])],
    ['a shared volume', workload('Deployment', withClaim), snapshot([claim('ReadWriteMany')])],
    [
      'a volume that is only read',
      workload('Deployment', { volumes: [{ persistentVolumeClaim: { claimName: 'data', readOnly: true } }] }),
      snapshot(),
    ],
    ['a Service for others', workload('Deployment'), snapshot([service({ publishNotReadyAddresses: true, selector: { app: 'db' } })])],
    ['a Service without a selector', workload('Deployment'), snapshot([service({ publishNotReadyAddresses: true, selector: {} })])],
    ['a DaemonSet without the host', workload('DaemonSet'), snapshot()],
    ['what is unread elsewhere', workload('Deployment'), snapshot([], [{ kind: 'Service', namespace: 'other', reason: 'forbidden' }])],
  ])('but %s is', (_what, of, seen) => {
    expect(unfitFor(of, seen)).toEqual([]);
  });
});

describe('what must not run a second time by chance', () => {
  const container = (more: object): Record<string, unknown> => ({ containers: [{ name: 'c', image: 'app:1', ...more }] });
  it.each<[string, Resource, RegExp]>([
    ['a Job', workload('Job', {}, {}, 'batch/v1'), /work/],
    ['a singleton', workload('Deployment', {}, { replicas: 1, strategy: { type: 'Recreate' } }), /singleton/],
    ['a singleton without surge', workload('Deployment', {}, { replicas: 1, strategy: { rollingUpdate: { maxSurge: 0 } } }), /singleton/],
    ['a singleton without a share', workload('Deployment', {}, { strategy: { rollingUpdate: { maxSurge: '0%' } } }), /singleton/],
    ['a StatefulSet of one', workload('StatefulSet', {}, { replicas: 1 }), /StatefulSet of one/],
    ['a StatefulSet that says no number', workload('StatefulSet'), /StatefulSet of one/],
    ['Recreate of several', workload('Deployment', {}, { replicas: 3, strategy: { type: 'Recreate' } }), /Recreate/],
    ['what is off', workload('Deployment', {}, { replicas: 0 }), /zero/],
    ['a migration', workload('Deployment', { initContainers: [{ name: 'migrate', image: 'app:1', args: ['db:migrate'] }] }), /migrates/],
    ['a migration by its tool', workload('Deployment', container({ image: 'flyway/flyway:10' })), /migrates/],
    ['a clock', workload('Deployment', container({ command: ['celery', '-A', 'app', 'beat'] })), /clock/],
  ])('%s', (_what, of, reason) => {
    expect(onceOnly(of).join()).toMatch(reason);
  });

  it.each<[string, RegExp]>([
    ['bundle exec rails db:prepare', /migrates data/],
    ['dbmate up', /migrates data/],
    ['/scripts/alembic_upgrade.sh', /migrates data/],
    ['python run_migrations.py', /migrates data/],
    ['npx prisma db push', /migrates data/],
    ['flask db upgrade', /migrates data/],
    ['dotnet ef database update', /migrates data/],
    ['airflow scheduler', /by the clock/],
    ['ofelia daemon --config=/etc/ofelia.ini', /by the clock/],
    ['php artisan schedule:work', /by the clock/],
    ['celery -A app worker --concurrency 4', /work from a queue/],
    ['php artisan queue:work --tries=3', /work from a queue/],
    ['php bin/console messenger:consume async', /work from a queue/],
    ['java -cp app.jar com.shop.OrderConsumer', /work from a queue/],
    ['python queue_worker.py', /work from a queue/],
    ['./app --queues=mail,high', /work from a queue/],
  ])('by its command: %s', (line, reason) => {
    const spoken = container({ command: ['sh', '-c', line] });
    expect(onceOnly(workload('Deployment', container({ command: line.split(' ') }), { replicas: 3 })).join()).toMatch(reason);
    expect(onceOnly(workload('Deployment', spoken, { replicas: 3 })).join()).toMatch(reason);
    expect(onceOnly(workload('Deployment', { ...container({}), initContainers: [{ name: 'i', args: [line] }] })).join()).toMatch(reason);
  });

  it('by the name of the workload, where its containers tell nothing', () => {
    const named = { ...workload('Deployment'), metadata: { name: 'mail-worker' } };
    expect(onceOnly(named)).toEqual([expect.stringMatching(/by its name it may take work from a queue/)]);
  });

  it.each([
    'gunicorn --workers 4 app:api',
    'uvicorn app:api --workers=4',
    'nginx -g daemon',
    'server --max-queue-size=10',
    'heartbeat',
    'app db',
  ])('but not %s', (line) => {
    expect(onceOnly(workload('Deployment', container({ command: ['sh', '-c', line] }), { replicas: 3 }))).toEqual([]);
  });

  it('lets everything else be', () => {
    expect(onceOnly(workload('Deployment', container({ command: ['server', '--immigration'] }), { replicas: 3 }))).toEqual([]);
    expect(onceOnly(workload('Deployment', {}, { strategy: { type: 'RollingUpdate' } }))).toEqual([]);
    expect(onceOnly(workload('Deployment', {}, { strategy: { rollingUpdate: { maxSurge: '10%' } } }))).toEqual([]);
    expect(onceOnly(workload('Deployment', {}, { replicas: 2, strategy: { rollingUpdate: { maxSurge: 0 } } }))).toEqual([]);
    expect(onceOnly(workload('StatefulSet', {}, { replicas: 3 }))).toEqual([]);
  });
});

describe('what a second run may mean', () => {
  const saying = (of: Resource, seen = snapshot()): string => rehearsalDoubts(of, seen).join(' ');
  it('is always said, with all that was seen', () => {
    expect(saying(workload('Deployment'))).toMatch(/runs a second time/);
    expect(saying(workload('Deployment', { containers: [{ name: 'q', command: ['worker'] }] }))).toMatch(
      /Container q may take work from a queue/,
    );
    expect(saying(workload('Deployment', { containers: [{ name: 'm', args: ['--leader-elect'] }] }))).toMatch(/m takes part in a leader/);
    expect(saying(workload('Deployment', { initContainers: [{ name: 'setup' }] }))).toMatch(/init containers run once more: setup/);
    expect(saying(workload('Deployment', withClaim))).toMatch(/volume that its other pods have/);
    expect(saying(workload('StatefulSet'))).toMatch(/StatefulSet may join/);
    const scaler = inShop('autoscaling/v2', 'HorizontalPodAutoscaler', 'hpa', { scaleTargetRef: { kind: 'Deployment', name: 'web' } });
    expect(saying(workload('Deployment'), snapshot([scaler, budget({ minAvailable: 1 })]))).toMatch(/hpa sees one more pod.*Budget web/);
  });

  it('says no more than that of a plain program', () => {
    expect(rehearsalDoubts(workload('Deployment'), snapshot())).toHaveLength(1);
  });
});
