import { describe, expect, it } from 'vitest';
import { isCustom, isKnownKind, wrongApi } from '../../src/analysis/builtInApis.ts';
import { REMOVED_KINDS } from '../../src/analysis/controlPlane/removedApis.ts';
import { kindsRead } from '../../src/core/scan.ts';
import { CLUSTER } from '../../src/core/snapshot.ts';
import { catalogue } from '../../remediations/index.ts';

const api = (written: string): { apiVersion: string; kind: string } => {
  const [apiVersion = '', kind = ''] = written.split(' ');
  return { apiVersion, kind };
};
const saidOf = (written: string): string | undefined => wrongApi(api(written));

describe('an API that no server has', () => {
  it.each([
    ['v1 Deployment', 'apps/v1'],
    ['apps/v2 Deployment', 'apps/v1'],
    ['apps Deployment', 'apps/v1'],
    ['app/v1 Deployment', 'apps/v1'],
    ['Apps/v1 Deployment', 'apps/v1'],
    ['apps/v1/ Deployment', 'apps/v1'],
    ['apps/v1 Pod', 'v1'],
    ['batch/v1 Pod', 'v1'],
    ['apps/v1 CronJob', 'batch/v1'],
    ['autoscaling/v3 HorizontalPodAutoscaler', 'autoscaling/v2'],
    ['rbac.authorization.k8.io/v1 ClusterRole', 'rbac.authorization.k8s.io/v1'],
    ['extensions/v1 NetworkPolicy', 'networking.k8s.io/v1'],
  ])('%s is told, with what to write', (written, instead) => {
    expect(saidOf(written)).toBe(`Kubernetes has no ${written}: write apiVersion: ${instead}`);
  });

  it.each([
    ['apps/v1 Deploymnt', 'apps/v1 Deployment'],
    ['apps/v1 deployment', 'apps/v1 Deployment'],
    ['v1 Pods', 'v1 Pod'],
    ['v1 SeviceAccount', 'v1 ServiceAccount'],
    ['rbac.authorization.k8s.io/v1 ClusterRoleBindings', 'rbac.authorization.k8s.io/v1 ClusterRoleBinding'],
  ])('%s is told, with what may be meant', (written, meant) => {
    expect(saidOf(written)).toMatch(new RegExp(`^Kubernetes has no ${written}: did you mean ${meant}( or |\\?)`));
  });

  it('has a next step also where nothing is near', () => {
    expect(saidOf('apps/v1 Zzzzzzzzzzzz')).toMatch(/write an apiVersion and a kind/);
  });

  it.each([
    'apps/v1 Deployment',
    'v1 Pod',
    'example.com/v1 Foo',
    'apps.kruise.io/v1beta1 StatefulSet',
    'batch.volcano.sh/v1alpha1 Job',
    'serving.knative.dev/v1 Service',
    'networking.gke.io/v1 Ingress',
    'gateway.networking.k8s.io/v1 Gateway',
    'extensions/v1beta1 Deployment',
    'apps/v1beta2 DaemonSet',
    'policy/v1beta1 PodSecurityPolicy',
    'resource.k8s.io/v1beta1 ResourceClaim',
  ])('%s is none', (written) => {
    expect(saidOf(written)).toBeUndefined();
  });

  it('is none that a check looks at, whatever is made of names that every object has', () => {
    const judged = kindsRead(catalogue).filter((kind) => kind !== CLUSTER && !REMOVED_KINDS.includes(kind) && !isCustom(kind));
    expect(judged.length).toBeGreaterThan(10);
    const versions = ['v1', 'v2', 'v1beta1'];
    const written = (kind: string): readonly string[] => {
      const [group, name] = kind.includes('/') ? kind.split('/') : [undefined, kind];
      return versions.map((version) => `${group === undefined ? version : `${group}/${version}`} ${name ?? ''}`);
    };
    expect(judged.filter((kind) => written(kind).every((one) => saidOf(one) !== undefined))).toEqual([]);
    expect(['constructor', '__proto__', 'toString'].map((kind) => saidOf(`v1 ${kind}`) === undefined)).toEqual([false, false, false]);
  });

  it('is judged by group and kind where only the version is wrong', () => {
    expect(['apps/v2 Deployment', 'v1 Deployment', 'apps/v1 Deploymnt'].map((written) => isKnownKind(api(written)))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('a custom resource', () => {
  it('is of a group with a dot that is none of Kubernetes', () => {
    expect(['example.com/Foo', 'gateway.networking.k8s.io/Gateway'].map(isCustom)).toEqual([true, true]);
    expect(['Pod', 'Deployment', 'apps/Deploymnt', 'batch/Job', 'rbac.authorization.k8s.io/Role', 'foo/Bar'].map(isCustom)).toEqual(
      Array.from({ length: 6 }, () => false),
    );
  });
});
