import { describe, expect, it } from 'vitest';
import { describeReasons, describeViolations } from '../../../src/analysis/psa/describe.ts';
import { evaluateResource, isJudged, levelOf, strictestLevel } from '../../../src/analysis/psa/resources.ts';
import type { Resource } from '../../../src/core/resource.ts';

const SOUND = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [{ name: 'a', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
};
const WEAK = { containers: [{ name: 'a' }] };

const pod = (spec: Record<string, unknown>, name = 'p'): Resource => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
const workload = (apiVersion: string, kind: string, spec: unknown): Resource => ({ apiVersion, kind, metadata: { name: 'w' }, spec });
const checks = (resource: Resource, level: 'baseline' | 'restricted' = 'restricted') =>
  evaluateResource(level, 'latest', resource).map(({ check }) => check);

describe('evaluateResource', () => {
  it.each([
    ['v1', 'Pod', { hostPID: true, containers: [] }],
    ['apps/v1', 'Deployment', { template: { spec: { hostPID: true } } }],
    ['batch/v1beta1', 'CronJob', { jobTemplate: { spec: { template: { spec: { hostPID: true } } } } }],
    ['v1', 'ReplicationController', { template: { spec: { hostPID: true } } }],
  ])('judges a %s %s', (apiVersion, kind, spec) => {
    expect(checks(workload(apiVersion, kind, spec), 'baseline')).toEqual(['hostNamespaces']);
  });

  it('reads the annotations of the template, not of the workload', () => {
    const annotations = { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' };
    const deployment = workload('apps/v1', 'Deployment', { template: { metadata: { annotations }, spec: {} } });
    expect(checks(deployment)).toEqual(['appArmorProfile']);
    expect(checks({ ...workload('apps/v1', 'Deployment', {}), metadata: { name: 'w', annotations } })).toEqual([]);
  });

  it('takes a volume without a source for the emptyDir that the server makes of it', () => {
    expect(checks(pod({ ...SOUND, volumes: [{ name: 'v' }, { name: 'u', someday: {} }] }))).toEqual([]);
    expect(checks(pod({ ...SOUND, volumes: [{ name: 'v' }, { name: 'n', nfs: {} }] }))).toEqual(['restrictedVolumes']);
  });

  it('takes the ports of a Pod on the host network for host ports, those of a template not', () => {
    const spec = { hostNetwork: true, containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] };
    expect(evaluateResource('baseline', 'latest', pod(spec)).find(({ check }) => check === 'hostPorts')?.detail).toBe(
      'container "a" uses hostPort 80',
    );
    expect(checks(workload('apps/v1', 'DaemonSet', { template: { spec } }), 'baseline')).toEqual(['hostNamespaces']);
  });

  it('finds nothing in what makes no pods', () => {
    expect(isJudged(workload('v1', 'Service', {}))).toBe(false);
    expect(isJudged(workload('v1', 'ReplicationController', { template: null }))).toBe(false);
    expect(evaluateResource('restricted', 'latest', workload('v1', 'Service', { hostPID: true }))).toEqual([]);
  });
});

describe('levels', () => {
  it('are the strictest that is met', () => {
    expect(levelOf(pod(SOUND), 'latest')).toBe('restricted');
    expect(levelOf(pod(WEAK), 'latest')).toBe('baseline');
    expect(levelOf(pod({ ...SOUND, hostPID: true }), 'latest')).toBe('privileged');
  });

  it('of several are the weakest among them, and nothing meets restricted', () => {
    expect(strictestLevel([], 'latest')).toBe('restricted');
    expect(strictestLevel([pod(SOUND), pod(WEAK)], 'latest')).toBe('baseline');
    expect(strictestLevel([pod({ ...SOUND, hostIPC: true }), pod(WEAK)], 'latest')).toBe('privileged');
  });

  it('tell pods apart that share their containers and nothing else', () => {
    expect(strictestLevel([pod(SOUND), pod({ ...SOUND, hostPID: true })], 'latest')).toBe('privileged');
    expect(strictestLevel([pod(SOUND), pod({ ...SOUND, securityContext: {} })], 'latest')).toBe('baseline');
    const annotations = { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' };
    expect(strictestLevel([pod(SOUND), { ...pod(SOUND), metadata: { name: 'q', annotations } }], 'latest')).toBe('privileged');
    const ports = { ...SOUND, containers: [{ ...SOUND.containers[0], ports: [{ containerPort: 80 }] }] };
    expect(strictestLevel([pod(ports), pod({ ...ports, nodeName: 'n' })], 'latest')).toBe('restricted');
  });
});

describe('sentences', () => {
  it('join reasons and details as the server does', () => {
    const violations = [
      { check: 'x', reason: 'host namespaces', detail: 'hostPID=true' },
      { check: 'y', reason: 'privileged', detail: '' },
    ];
    expect(describeViolations(violations)).toBe('host namespaces (hostPID=true), privileged');
    expect(describeReasons(violations)).toBe('host namespaces, privileged');
  });
});
