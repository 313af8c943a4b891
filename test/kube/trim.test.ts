import { describe, expect, it } from 'vitest';
import type { Served } from '../../src/kube/discovery.ts';
import { trimFor } from '../../src/kube/trim.ts';

const served = (kind: string, apiVersion: string, name: string): Served => ({
  kind,
  apiVersion,
  name,
  resource: `${name.toLowerCase()}s`,
  namespaced: true,
  verbs: ['list'],
});
const POD = served('Pod', 'v1', 'Pod');
const DEPLOYMENT = served('apps/Deployment', 'apps/v1', 'Deployment');

const owner = (kind: string, name: string) => ({ apiVersion: 'apps/v1', kind, name, uid: `uid-of-${name}`, controller: true });

const pod = (name: string, ownerReferences: readonly object[], spec: object = {}) => ({
  metadata: {
    name,
    namespace: 'web',
    uid: name,
    labels: { app: 'web' },
    annotations: { 'checksum/config': 'x', 'container.apparmor.security.beta.kubernetes.io/api': 'unconfined' },
    managedFields: [{ manager: 'kubelet' }],
    ownerReferences,
  },
  spec: {
    nodeName: `node-of-${name}`,
    hostUsers: false,
    tolerations: [{ operator: 'Exists' }],
    priorityClassName: 'high',
    volumes: [
      { name: `kube-api-access-${name}`, projected: {} },
      { name: 'data', hostPath: { path: '/' } },
    ],
    containers: [
      {
        name: 'api',
        image: 'api:1',
        env: [{ name: 'PASSWORD', value: 'secret' }],
        securityContext: { runAsUser: 0 },
        livenessProbe: { httpGet: { port: 80 } },
        readinessProbe: { httpGet: { port: 80, host: '10.0.0.1' } },
        volumeMounts: [{ name: `kube-api-access-${name}`, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }],
      },
    ],
    ...spec,
  },
  status: {
    phase: 'Pending',
    conditions: [{ type: 'Ready' }],
    containerStatuses: [
      {
        name: 'api',
        image: 'api:1',
        imageID: 'sha256:1',
        ready: false,
        restartCount: 3,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'long' } },
      },
    ],
  },
});

describe('what a snapshot keeps', () => {
  it('names the kind, which items of a list do not', () => {
    expect(trimFor(DEPLOYMENT)({ metadata: { name: 'web' } })).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
    });
  });

  it('is everything but managedFields and the status that nothing reads', () => {
    const item = {
      metadata: { name: 'web', annotations: { a: 'b' }, managedFields: [] },
      spec: { replicas: 2, template: { spec: { containers: [{ env: [] }] } } },
      status: { readyReplicas: 1, conditions: [{}] },
    };
    expect(trimFor(DEPLOYMENT)(item)).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', annotations: { a: 'b' } },
      spec: item.spec,
      status: { readyReplicas: 1 },
    });
  });

  it.each([[{}], [{ metadata: null }], [{ metadata: { name: 5 } }]])('is nothing for what is no object: %j', (item) => {
    expect(trimFor(POD)(item)).toBeUndefined();
  });

  it('is the whole spec of a pod that stands alone, or that an operator made', () => {
    for (const owners of [[], [owner('Rollout', 'web')]]) {
      const item = pod('web-1', owners);
      expect(trimFor(POD)(item)).toMatchObject({ metadata: { annotations: item.metadata.annotations }, spec: item.spec });
    }
  });

  it.each([{ hostPID: true }, { hostNetwork: true }, { containers: [{ name: 'a', env: [], securityContext: { privileged: true } }] }])(
    'is all that a pod with %j holds, which is judged itself',
    (spec) => {
      const item = pod('web-1', [owner('ReplicaSet', 'web')], spec);
      expect(trimFor(POD)(item)).toMatchObject({ metadata: { annotations: item.metadata.annotations }, spec: item.spec });
    },
  );

  it('is of a pod made from a template only what checks read', () => {
    expect(trimFor(POD)(pod('web-1', [owner('ReplicaSet', 'web')]))).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web-1',
        namespace: 'web',
        uid: 'web-1',
        labels: { app: 'web' },
        annotations: { 'container.apparmor.security.beta.kubernetes.io/api': 'unconfined' },
        ownerReferences: [owner('ReplicaSet', 'web')],
      },
      spec: {
        nodeName: 'node-of-web-1',
        hostUsers: false,
        priorityClassName: 'high',
        volumes: [
          { name: 'kube-api-access', projected: {} },
          { name: 'data', hostPath: { path: '/' } },
        ],
        containers: [
          {
            name: 'api',
            image: 'api:1',
            securityContext: { runAsUser: 0 },
            readinessProbe: { httpGet: { port: 80, host: '10.0.0.1' } },
            volumeMounts: [{ mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
          },
        ],
      },
      status: {
        phase: 'Pending',
        containerStatuses: [{ name: 'api', imageID: 'sha256:1', ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
      },
    });
  });

  it('is held once where pods of one owner are equal, and only there', () => {
    const trim = trimFor(POD);
    const containers = (name: string, of: string, spec?: object): unknown =>
      (trim(pod(name, [owner('ReplicaSet', of)], spec))?.['spec'] as { containers: unknown }).containers;
    const first = containers('web-1', 'web');
    expect(containers('web-2', 'web')).toBe(first);
    const injected = containers('web-3', 'web', { containers: [{ name: 'api' }, { name: 'sidecar' }] });
    expect(injected).toEqual([{ name: 'api' }, { name: 'sidecar' }]);
    expect(containers('api-1', 'api')).toEqual(first);
  });

  it('bears pods that are malformed', () => {
    const odd = { containers: [null, 5, { name: 'a', volumeMounts: 'x', livenessProbe: 3 }], volumes: {}, initContainers: 'none' };
    expect(trimFor(POD)(pod('web-1', [owner('ReplicaSet', 'web')], odd))).toMatchObject({
      spec: { containers: [null, 5, { name: 'a', volumeMounts: 'x' }], volumes: {}, initContainers: 'none' },
    });
    expect(trimFor(POD)({ metadata: { name: 'a', ownerReferences: 'x', annotations: 7 }, spec: null, status: [] })).toMatchObject({
      metadata: { name: 'a' },
    });
  });
});

describe('of a VulnerabilityReport', () => {
  it('only what is grave is kept, without descriptions and links', () => {
    const trim = trimFor(served('aquasecurity.github.io/VulnerabilityReport', 'aquasecurity.github.io/v1alpha1', 'VulnerabilityReport'));
    const grave = { vulnerabilityID: 'CVE-1', severity: 'HIGH', resource: 'openssl', installedVersion: '1', fixedVersion: '2' };
    const report = {
      artifact: { repository: 'library/nginx', tag: '1.25' },
      registry: { server: 'index.docker.io' },
      scanner: { name: 'Trivy' },
      vulnerabilities: [{ ...grave, title: 'long', links: ['x'] }, { ...grave, severity: 'LOW' }, null],
    };
    expect(trim({ metadata: { name: 'web' }, report })).toMatchObject({
      metadata: { name: 'web' },
      report: { artifact: report.artifact, registry: report.registry, vulnerabilities: [grave] },
    });
    expect(trim({ metadata: { name: 'web' }, report: 'junk' })).toMatchObject({ report: 'junk' });
    expect(Object.keys(trim({ metadata: { name: 'web' }, report })?.['report'] ?? {})).toEqual(['registry', 'artifact', 'vulnerabilities']);
  });
});
