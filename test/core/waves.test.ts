import { describe, expect, it } from 'vitest';
import { alike, waveOf } from '../../src/core/waves.ts';
import { withPodSpec } from '../../src/core/workload.ts';
import { account, demands, deployment, findingOf, object, snapshot } from './objects.ts';

const automount = demands('automount', ['ServiceAccount'], 'automountServiceAccountToken', false);
const hostNetwork = demands('host-network', ['apps/Deployment', 'batch/CronJob'], '-', '-', {
  find: () => [{ path: '', detail: '' }],
  fix: (resource, at) => [
    { ref: at.ref(resource), before: resource, after: withPodSpec(resource, (spec) => ({ ...spec, hostNetwork: false })) },
  ],
});
const replicas = demands('replicas', ['apps/Deployment'], 'spec', '-', {
  fix: (resource, at) => [
    { ref: at.ref(resource), before: resource, after: { ...resource, spec: { ...(resource['spec'] as object), replicas: 3 } } },
  ],
});

const job = object('batch/v1', 'CronJob', 'nightly', 'web', { spec: { jobTemplate: { spec: { template: { spec: {} } } } } });
const at = snapshot([account('a'), account('b'), deployment('web'), job]);
const catalogue = [automount, hostNetwork, replicas];
const findings = {
  account: findingOf(automount, at.ref(at.list('ServiceAccount')[0]!)),
  other: findingOf(automount, at.ref(at.list('ServiceAccount')[1]!)),
  workload: findingOf(hostNetwork, at.ref(at.list('apps/Deployment')[0]!)),
  job: findingOf(hostNetwork, at.ref(job)),
  scale: findingOf(replicas, at.ref(at.list('apps/Deployment')[0]!)),
};

describe('waves', () => {
  it.each([
    ['safe', findings.account],
    ['safe', findings.job],
    ['safe', findings.scale],
    ['restarts', findings.workload],
    ['answers', { ...findings.workload, fix: 'guard' as const }],
    ['answers', { ...findings.account, fix: 'owned' as const }],
    ['answers', { ...findings.account, fix: 'input' as const }],
    ['outside', { ...findings.account, fix: 'guide' as const }],
  ] as const)('%s: %s', (wave, finding) => {
    expect(waveOf(finding, at, catalogue)).toBe(wave);
  });

  it('call alike what is the same remediation without a doubt of its own', () => {
    const doubted = { ...findings.other, fix: 'guard' as const };
    expect(alike(findings.account, [findings.account, findings.other, findings.workload, doubted])).toEqual([
      findings.account,
      findings.other,
    ]);
    expect(alike(doubted, [findings.account, findings.other])).toEqual([]);
  });
});
