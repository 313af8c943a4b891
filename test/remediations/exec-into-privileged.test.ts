import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/exec-into-privileged.ts';
import { escalatingPolicy } from '../../src/analysis/admission/escalating.ts';
import { creationOf } from '../../src/core/change.ts';
import type { Resource } from '../../src/core/resource.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { resources, snapshotFrom } from './manifests.ts';

const agent = (spec: string, name = 'agent'): Resource =>
  resources(`
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: ${name}, namespace: infra }
spec: { template: { spec: ${spec} } }
`)[0]!;

const PRIVILEGED = agent('{ containers: [{ name: agent, securityContext: { privileged: true } }] }');

const policy = (resources: string, actions: string, expression = '!variables.privileged'): readonly Resource[] => [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'own' },
    spec: {
      matchConstraints: { resourceRules: [{ apiGroups: ['*'], operations: ['*'], resources: [resources] }] },
      validations: [{ expression }],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'own' },
    spec: { policyName: 'own', validationActions: [actions] },
  },
];

describeRemediation(remediation, {
  weak: [PRIVILEGED],
  hardened: [PRIVILEGED, ...escalatingPolicy()],
  sound: [[agent('{ containers: [{ name: agent }] }')], [PRIVILEGED, ...policy('pods/*', 'Deny')], [PRIVILEGED, ...policy('*/*', 'Deny')]],
});

describe('exec-into-privileged', () => {
  const found = (manifest: readonly Resource[], facts = {}) =>
    scanOne(remediation, snapshotFrom(manifest, facts), () => undefined).findings[0];

  it.each([
    '{ hostPID: true, containers: [] }',
    '{ hostIPC: true }',
    '{ initContainers: [{ name: setup, securityContext: { privileged: true } }] }',
  ])('names who runs with %s', (spec) => {
    expect(found([agent(spec)])?.evidence[0]?.detail).toBe(
      'nothing refuses pods/exec and pods/attach into the privileged pods of infra/DaemonSet agent',
    );
  });

  it('is a guard: people look into such pods', () => {
    expect(found([PRIVILEGED])).toMatchObject({
      fix: 'guard',
      doubts: [{ text: expect.stringContaining('infra/DaemonSet agent') as string }],
    });
  });

  it.each([
    ['names other resources', policy('pods', 'Deny')],
    ['only warns', policy('pods/*', 'Warn')],
    ['speaks of something else', policy('pods/*', 'Deny', 'request.userInfo.username != "intern"')],
    ['is not bound', policy('pods/*', 'Deny').slice(0, 1)],
  ])('is not satisfied by a policy that %s', (_what, manifest) => {
    expect(found([PRIVILEGED, ...manifest])).toBeDefined();
  });

  it('says which half is open', () => {
    expect(found([PRIVILEGED, ...policy('pods/exec', 'Deny')])?.evidence[0]?.detail).toContain('refuses pods/attach into');
  });

  it('leaves the policy of that name as somebody wrote it, and binds it', () => {
    const [ours, binding] = escalatingPolicy();
    const snapshot = snapshotFrom([PRIVILEGED, ours!]);
    expect(remediation.fix?.(snapshot.list('kubeharden/Cluster')[0]!, snapshot, {})).toEqual([creationOf(binding!)]);
  });

  it('says nothing of files, which do not show what a cluster has', () => {
    expect(found([PRIVILEGED], { origin: 'files' })).toBeUndefined();
  });

  it('is a guide where the server has no such policies', () => {
    expect(found([PRIVILEGED], { serverVersion: 'v1.29.3' })?.fix).toBe('guide');
    expect(found([PRIVILEGED], { serverVersion: 'v1.30.0' })?.fix).toBe('guard');
  });
});
