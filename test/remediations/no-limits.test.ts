import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/no-limits.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

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

  it('refuses what is no quantity', () => {
    const [input] = asked('{ name: a }');
    for (const value of ['100m', '0.5', '1', '128Mi', '1e3']) expect(input?.refuse?.(value)).toBeUndefined();
    for (const value of ['', '0', '0m', '-1', '1 Gi', 'much', '128mb']) expect(input?.refuse?.(value)).toMatch(/no quantity/);
  });
});
