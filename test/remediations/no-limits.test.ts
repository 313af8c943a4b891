import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/no-limits.ts';
import { scanOne } from '../../src/core/scan.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { containersOf } from '../../src/core/workload.ts';
import { describeRemediation } from './describeRemediation.ts';
import { FACTS, resources, snapshotFrom } from './manifests.ts';

const deployment = (containers: string, spec = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { ${spec} containers: [${containers}] } } }
`;
const ALL = 'resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { cpu: "1", memory: 128Mi } }';

describeRemediation(remediation, {
  weak: deployment(
    '{ name: a, resources: { limits: { memory: 256Mi, example.com/gpu: 1 } } }, { name: b }',
    `initContainers: [{ name: c, ${ALL} }],`,
  ),
  hardened: deployment(
    '{ name: a, resources: { requests: { cpu: 50m, memory: 256Mi }, limits: { cpu: "2", memory: 256Mi, example.com/gpu: 1 } } }, { name: b, resources: { requests: { cpu: 50m, memory: 32Mi }, limits: { cpu: "2", memory: 96Mi } } }',
    `initContainers: [{ name: c, ${ALL} }],`,
  ),
  sound: [deployment(`{ name: a, ${ALL} }`), deployment('{ name: a }', `${ALL},`)],
  answers: { cpuRequest: '50m', memoryRequest: '32Mi', cpuLimit: '2', memoryLimit: '96Mi' },
});

describe('no-limits', () => {
  const asked = (containers: string) => {
    const snapshot = snapshotFrom(deployment(containers));
    return remediation.inputs?.(snapshot.list('apps/Deployment')[0]!, snapshot) ?? [];
  };

  it('asks for what is missing, and not for a request that follows from its limit', () => {
    expect(asked('{ name: a }').map(({ name }) => name)).toEqual(['cpuRequest', 'memoryRequest', 'cpuLimit', 'memoryLimit']);
    expect(asked('{ name: a, resources: { limits: { cpu: 1, memory: 1Gi } } }')).toEqual([]);
    const found = scanOne(
      remediation,
      snapshotFrom(deployment('{ name: a, resources: { limits: { cpu: 1, memory: 1Gi } } }')),
      () => undefined,
    );
    expect(found.findings[0]?.fix).toBe('auto');
  });

  it('offers what the other containers of the pod have', () => {
    expect(asked(`{ name: a }, { name: b, ${ALL} }`).map((input) => input.default)).toEqual(['100m', '64Mi', '1', '128Mi']);
  });

  it('never writes a limit below a request, stated or answered, which the API server would refuse', () => {
    const snapshot = snapshotFrom(
      deployment(
        '{ name: a, resources: { requests: { cpu: 2, memory: 1Gi } } }, { name: b }, { name: c, resources: { limits: { cpu: 100m } } }',
      ),
    );
    const answers = { cpuRequest: '600m', cpuLimit: '500m', memoryRequest: '64Mi', memoryLimit: '128Mi' };
    const after = remediation.fix?.(snapshot.list('apps/Deployment')[0]!, snapshot, answers)[0]?.after;
    expect(containersOf(after!).map(({ container }) => container['resources'])).toEqual([
      { requests: { cpu: 2, memory: '1Gi' }, limits: { cpu: 2, memory: '1Gi' } },
      { requests: { cpu: '600m', memory: '64Mi' }, limits: { cpu: '600m', memory: '128Mi' } },
      { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } },
    ]);
  });

  it('refuses what is no quantity', () => {
    const [input] = asked('{ name: a }');
    for (const value of ['100m', '0.5', '1', '128Mi', '1e3']) expect(input?.refuse?.(value)).toBeUndefined();
    for (const value of ['', '0', '0m', '-1', '1 Gi', 'much', '128mb']) expect(input?.refuse?.(value)).toMatch(/no quantity/);
  });

  it('offers what suits those that say nothing, where metrics tell', () => {
    const pod = (resources: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: lone, namespace: shop }
spec: { containers: [{ name: a${resources} }, { name: b, ${ALL} }] }
---
apiVersion: metrics.k8s.io/v1beta1
kind: PodMetrics
metadata: { name: lone, namespace: shop }
containers: [{ name: a, usage: { cpu: 400m, memory: 100Mi } }, { name: b, usage: { cpu: "4", memory: 4Gi } }]
`;
    const defaultsOf = (yaml: string) => {
      const snapshot = snapshotFrom(yaml);
      return Object.fromEntries(
        (remediation.inputs?.(snapshot.list('Pod')[0]!, snapshot) ?? []).map((input) => [input.name, input.default]),
      );
    };
    expect(defaultsOf(pod(''))).toEqual({ cpuRequest: '500m', memoryRequest: '128Mi', cpuLimit: '1600m', memoryLimit: '208Mi' });
    expect(defaultsOf(pod(', resources: { requests: { cpu: 1, memory: 1Gi } }'))).toEqual({ cpuLimit: '1600m', memoryLimit: '1Gi' });
  });

  it('is decided where nobody serves metrics', () => {
    const unread = (remediation.hints ?? []).map((kind) => ({ kind, reason: 'the server of metrics.k8s.io does not answer' }));
    const snapshot = snapshotOf(
      resources(deployment('{ name: a }')).map((resource) => ({ resource })),
      FACTS,
      unread,
    );
    const judged = scanOne(remediation, snapshot, () => undefined);
    expect(unread).toHaveLength(1);
    expect(judged.findings).toHaveLength(1);
    expect(judged.notChecked).toEqual([]);
  });
});
