import { describe, expect, it } from 'vitest';
import { identitiesIn, type Identity } from '../../../src/analysis/rbac/identity.ts';
import { systemBindingReason, systemRoleReason, systemSubjectReason } from '../../../src/analysis/rbac/systemSubject.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { binding, role, type Written } from './objects.ts';

const DEFAULT: Written = { labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } };

const reason = (of: Resource, ...others: readonly Resource[]): string | undefined => systemBindingReason(of, snapshotFrom([of, ...others]));

const AGENT: Resource = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: 'kube-system' },
  spec: { template: { spec: { serviceAccountName: 'agent', priorityClassName: 'system-node-critical' } } },
};

describe('systemBindingReason', () => {
  it.each([
    binding('cluster-admin', 'ClusterRole cluster-admin', ['group:system:masters'], DEFAULT),
    binding('system:discovery', 'ClusterRole system:discovery', ['group:system:authenticated'], DEFAULT),
    binding('system:kube-scheduler', 'ClusterRole system:kube-scheduler', ['user:system:kube-scheduler'], DEFAULT),
    binding('system:controller:x', 'ClusterRole system:controller:x', ['account:kube-system/x'], DEFAULT),
    binding('system::leader-locking', 'Role system::leader-locking', ['user:system:kube-scheduler'], {
      ...DEFAULT,
      namespace: 'kube-system',
    }),
    binding('kubeadm:cluster-admins', 'ClusterRole cluster-admin', ['group:kubeadm:cluster-admins']),
  ])('knows what comes with a cluster: $metadata.name', (of) => {
    expect(reason(of)).toBeDefined();
  });

  it.each([
    ['without the mark of a default', binding('cluster-admin', 'ClusterRole cluster-admin', ['group:system:masters'])],
    ['with somebody else in it', binding('cluster-admin', 'ClusterRole cluster-admin', ['group:system:masters', 'user:eve'], DEFAULT)],
    ['to another role', binding('system:discovery', 'ClusterRole cluster-admin', ['group:system:authenticated'], DEFAULT)],
    ['kubeadm, to another role', binding('kubeadm:get-nodes', 'ClusterRole cluster-admin', ['group:system:bootstrappers:x'])],
    ['an account that nothing uses', binding('x', 'ClusterRole cluster-admin', ['account:kube-system/tiller'])],
    ['nobody', binding('system:node', 'ClusterRole system:node', [], DEFAULT)],
  ])('does not trust names: %s', (_what, of) => {
    expect(reason(of)).toBeUndefined();
  });

  it('takes an account of kube-system that a critical component uses', () => {
    expect(reason(binding('agent', 'ClusterRole agent', ['account:kube-system/agent']), AGENT)).toMatch(/kube-system\/agent is used by/);
    expect(reason(binding('agent', 'ClusterRole agent', ['account:other/agent']), AGENT)).toBeUndefined();
  });

  it('tells the strangers from the others', () => {
    const of = binding('cluster-admin', 'ClusterRole cluster-admin', ['group:system:masters', 'user:eve'], DEFAULT);
    const isStranger = (subject: Identity): boolean => systemSubjectReason(subject, of, snapshotFrom([of])) === undefined;
    expect(identitiesIn(of).filter(isStranger)).toEqual([{ kind: 'User', name: 'eve' }]);
  });
});

describe('systemRoleReason', () => {
  it('knows default roles by their mark, and others by who holds them', () => {
    const said = (name: string, more: Written, ...others: readonly Resource[]): string | undefined => {
      const of = role(name, [], more);
      return systemRoleReason(of, snapshotFrom([of, ...others]));
    };
    expect(said('edit', DEFAULT)).toMatch(/default role/);
    expect(said('mine', DEFAULT)).toBeUndefined();
    const toAgent = binding('agent', 'ClusterRole system:agent', ['account:kube-system/agent']);
    expect(said('system:agent', {}, AGENT, toAgent)).toMatch(/control plane/);
    expect(said('agent', {}, AGENT, binding('agent', 'ClusterRole agent', ['account:kube-system/agent']))).toMatch(/held only by/);
    expect(said('system:agent', {}, AGENT, toAgent, binding('eve', 'ClusterRole system:agent', ['user:eve']))).toBeUndefined();
  });
});
