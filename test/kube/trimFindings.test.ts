import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { ownersOf } from '../../src/analysis/owners.ts';
import { kindOf, type Resource } from '../../src/core/resource.ts';
import { kindsRead, scan } from '../../src/core/scan.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { trimFor } from '../../src/kube/trim.ts';
import { demoEntries } from '../../src/memory/demo.ts';
import { openMemory } from '../../src/memory/target.ts';

const POD = { kind: 'Pod', apiVersion: 'v1', name: 'Pod', resource: 'pods', namespaced: true, verbs: ['list'] };

const scanned = (objects: readonly Resource[]): unknown => {
  const snapshot = snapshotOf(
    objects.map((resource) => ({ resource })),
    { now: '2026-01-01T00:00:00Z', origin: 'cluster', warnsSince: { shop: '2025-01-01T00:00:00Z' } },
  );
  const { findings, byDesign, notChecked } = scan(snapshot, catalogue, (resource) => ownersOf(resource)[0]);
  return { findings, byDesign, notChecked };
};

const trimmed = (objects: readonly Resource[]): readonly Resource[] => {
  const trim = trimFor(POD);
  return objects.map((object) => (kindOf(object) === 'Pod' ? (trim(object) as Resource) : object));
};

type Fields = Record<string, unknown>;

const some = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Fields> => fc.record(fields, { requiredKeys: [] });
const one = fc.constantFrom;

const probe = fc.oneof(
  some({ host: one('10.0.0.1', '') }).map((host) => ({ httpGet: { port: 10250, path: '/pods', ...host } })),
  fc.constant({ exec: { command: ['check', '--token=hunter2-hunter2'] } }),
);

const CONTAINER: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  image: one('registry.example/api:1.0', 'nginx', 'nginx:latest', 'registry.k8s.io/kube-proxy:v1.30.0', 'calico/node:v3'),
  imagePullPolicy: one('Always', 'IfNotPresent'),
  command: one(['kubectl', 'proxy', '--address=0.0.0.0'], ['kube-apiserver', '--anonymous-auth=true'], ['sudo', 'run']),
  args: one(['proxy', '--accept-hosts=.*'], ['--enable-skip-login'], ['--bind-address=0.0.0.0']),
  env: one(
    [{ name: 'DB_PASSWORD', value: 'hunter2-hunter2' }],
    [{ name: 'FELIX_HEALTHHOST', value: '0.0.0.0' }],
    [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
    [{ name: 'API', value: 'https://kubernetes.default.svc' }],
  ),
  envFrom: one([{ secretRef: { name: 'db' } }], [{ configMapRef: { name: 'settings' } }]),
  ports: one([{ containerPort: 22 }], [{ containerPort: 8080, hostPort: 8080, name: 'http' }]),
  resources: one({}, { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } }),
  securityContext: some({
    privileged: fc.boolean(),
    runAsUser: one(0, 1000),
    runAsGroup: one(0, 1000),
    runAsNonRoot: fc.boolean(),
    readOnlyRootFilesystem: fc.boolean(),
    capabilities: one({ add: ['SYS_ADMIN'] }, { drop: ['ALL'] }),
    procMount: one('Unmasked', 'Default'),
  }),
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: one({ preStop: { httpGet: { host: '10.0.0.1', port: 80 } } }, { postStart: { exec: { command: ['true'] } } }),
  volumeMounts: one(
    [{ name: 'host', mountPath: '/host' }],
    [{ name: 'host', mountPath: '/host', readOnly: true, mountPropagation: 'Bidirectional' }],
    [{ name: 'data', mountPath: '/data', subPath: 'x' }],
  ),
  restartPolicy: one('Always'),
  workingDir: one('/'),
  tty: fc.boolean(),
  stdin: fc.boolean(),
};

const container = (name: string): fc.Arbitrary<Fields> => some(CONTAINER).map((fields) => ({ name, ...fields }));

const POD_SPEC: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  initContainers: fc.tuple(container('init')),
  ephemeralContainers: fc.tuple(container('debug')),
  volumes: one(
    [{ name: 'host', hostPath: { path: '/' } }],
    [{ name: 'host', hostPath: { path: '/var/run/docker.sock' } }],
    [{ name: 'data', secret: { secretName: 'db' } }],
    [{ name: 'data', projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { secret: { name: 'db' } }] } }],
  ),
  serviceAccountName: one('admin', 'missing', ''),
  serviceAccount: one('admin'),
  automountServiceAccountToken: fc.boolean(),
  priorityClassName: one('system-node-critical', 'high'),
  shareProcessNamespace: fc.boolean(),
  hostNetwork: fc.boolean(),
  hostPID: fc.boolean(),
  hostIPC: fc.boolean(),
  hostUsers: fc.boolean(),
  hostAliases: one([{ ip: '10.0.0.1', hostnames: ['db'] }]),
  dnsPolicy: one('Default', 'None'),
  enableServiceLinks: fc.boolean(),
  imagePullSecrets: one([{ name: 'pull' }]),
  nodeName: one('node-1'),
  nodeSelector: one({ 'node-role.kubernetes.io/control-plane': '' }),
  tolerations: one([{ operator: 'Exists' }]),
  topologySpreadConstraints: one([{ maxSkew: 1 }]),
  runtimeClassName: one('gvisor'),
  restartPolicy: one('Never', 'Always'),
  activeDeadlineSeconds: one(5),
  terminationGracePeriodSeconds: one(0),
  resources: one({ limits: { cpu: '1', memory: '1Gi' } }),
  os: one({ name: 'windows' }),
  securityContext: some({
    runAsUser: one(0, 1000),
    runAsNonRoot: fc.boolean(),
    fsGroup: one(0),
    supplementalGroups: one([0]),
    sysctls: one([{ name: 'kernel.msgmax', value: '1' }]),
    seccompProfile: one({ type: 'Unconfined' }),
    hostUsers: fc.boolean(),
  }),
};

const SOUND: Fields = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'api',
      image: `registry.example/api:1.0@sha256:${'b'.repeat(64)}`,
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    },
  ],
};

/** What is sound but for one field: only then does it show whether that field is read. */
const butForOne: fc.Arbitrary<Fields> = fc.oneof(
  ...Object.entries(POD_SPEC).map(([name, value]) => value.map((drawn) => ({ ...SOUND, [name]: drawn }))),
  ...Object.entries(CONTAINER).map(([name, value]) =>
    value.map((drawn) => ({ ...SOUND, containers: [{ ...(SOUND['containers'] as Fields[])[0], [name]: drawn }] })),
  ),
);

const podSpec: fc.Arbitrary<Fields> = fc.oneof(
  fc.constant(SOUND),
  butForOne,
  fc.tuple(container('api'), some(POD_SPEC)).map(([api, more]) => ({ ...more, containers: [api] })),
);

const podStatus = some({
  phase: one('Running', 'Pending', 'Succeeded', 'Failed'),
  podIP: one('10.1.1.1'),
  hostIP: one('10.0.0.9'),
  containerStatuses: one([
    {
      name: 'api',
      image: 'nginx:latest',
      imageID: `docker.io/library/nginx@sha256:${'a'.repeat(64)}`,
      ready: true,
      state: { running: {} },
    },
  ]),
});

const owned = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `${kind}-${name}`, controller: true }],
});

const AROUND: readonly Resource[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/warn': 'baseline' } } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'shop' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'admin', namespace: 'shop' } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'admin' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'admin', namespace: 'shop' }],
  },
];

/** A Deployment with its ReplicaSet and two pods, of which the second may run with something else than its template. */
const cluster = fc.record({
  template: podSpec,
  injected: fc.option(podSpec),
  status: podStatus,
  annotations: one({}, { 'checksum/config': 'x' }),
});

const objectsOf = ({
  template,
  injected,
  status,
  annotations,
}: {
  template: Fields;
  injected: Fields | null;
  status: Fields;
  annotations: object;
}) => {
  const labels = { app: 'web' };
  const workload = (kind: string, more: object): Resource => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web', namespace: 'shop', uid: `${kind}-web`, ...more },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: template } },
  });
  const pod = (name: string, spec: Fields): Resource => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      labels,
      annotations: annotations as Record<string, string>,
      ...owned('ReplicaSet', 'web'),
    },
    spec: { nodeName: 'node-1', ...spec },
    status,
  });
  return [
    ...AROUND,
    workload('Deployment', {}),
    workload('ReplicaSet', owned('Deployment', 'web')),
    pod('web-1', template),
    pod('web-2', injected ?? template),
  ];
};

describe('trimming pods that a controller makes', () => {
  it('changes no finding of the demo', async () => {
    const demo = openMemory({ entries: await demoEntries(fileURLToPath(new URL('../../demo', import.meta.url))) });
    const snapshot = await demo.read({ kinds: kindsRead(catalogue) });
    const objects = kindsRead(catalogue).flatMap((kind) => (kind.startsWith('kubeharden/') ? [] : snapshot.list(kind)));
    expect(objects.filter((object) => object.kind === 'Pod').length).toBeGreaterThan(5);
    expect(scanned(trimmed(objects))).toEqual(scanned(objects));
  });

  it('changes no finding, whatever the pods and their template hold', () => {
    fc.assert(
      fc.property(cluster, (generated) => {
        const objects = objectsOf(generated);
        expect(scanned(trimmed(objects))).toEqual(scanned(objects));
      }),
      { numRuns: 500 },
    );
  });
});
