import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/no-limit-range.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`;
const range = (limits: string, name = 'team'): string => `---
apiVersion: v1
kind: LimitRange
metadata: { name: ${name}, namespace: shop }
spec: { limits: [${limits}] }
`;
const deployment = (name: string, containers: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { template: { spec: { containers: [${containers}] } } }
`;
const pod = (name: string, containers: string): string => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
spec: { containers: [${containers}] }
`;
const metrics = (name: string, containers: string): string => `---
apiVersion: metrics.k8s.io/v1beta1
kind: PodMetrics
metadata: { name: ${name}, namespace: shop }
containers: [${containers}]
`;

describeRemediation(remediation, {
  weak: `${NAMESPACE}${range('{ type: Pod, max: { cpu: 4, memory: 8Gi } }, { type: Container, min: { cpu: 10m } }')}`,
  hardened: `${NAMESPACE}${range('{ type: Pod, max: { cpu: 4, memory: 8Gi } }, { type: Container, min: { cpu: 10m } }')}${range(
    '{ type: Container, default: { memory: 256Mi }, defaultRequest: { cpu: 100m, memory: 128Mi } }',
    'container-defaults',
  )}`,
  sound: [
    `${NAMESPACE}${range('{ type: Container, default: { memory: 256Mi }, defaultRequest: { cpu: 50m } }')}`,
    `${NAMESPACE}${range('{ type: Container, max: { cpu: 1 } }')}${range('{ type: Container, max: { memory: 1Gi } }', 'memory')}`,
    NAMESPACE.replace('shop', 'kube-node-lease'),
  ],
  answers: { cpuRequest: '100m', cpuLimit: 'none', memoryRequest: '128Mi', memoryLimit: '256Mi' },
});

const defaultsOf = (yaml: string) => {
  const snapshot = snapshotFrom(yaml);
  const inputs =
    remediation.inputs?.(
      snapshot.list('Namespace').find(({ metadata }) => metadata.name === 'shop')!,
      snapshot,
    ) ?? [];
  return Object.fromEntries(inputs.map((input) => [input.name, input.default]));
};
const doubtsOf = (yaml: string) =>
  (scanOne(remediation, snapshotFrom(yaml), () => undefined).findings[0]?.doubts ?? []).map(({ text }) => text);

describe('no-limit-range', () => {
  it('offers what is usual in the namespace, and no limit of CPU', () => {
    const sized = (cpu: string, memory: string): string => `{ name: a, resources: { requests: { cpu: ${cpu}, memory: ${memory} } } }`;
    const limited = '{ name: b, resources: { limits: { memory: 512Mi, cpu: "2" } } }';
    const yaml = `${NAMESPACE}${deployment('x', sized('100m', '64Mi'))}${deployment('y', sized('250m', '1Gi'))}${deployment('z', limited)}`;
    expect(defaultsOf(yaml)).toEqual({ cpuRequest: '250m', cpuLimit: 'none', memoryRequest: '512Mi', memoryLimit: '1Gi' });
    expect(defaultsOf(NAMESPACE)).toEqual({ cpuRequest: undefined, cpuLimit: 'none', memoryRequest: undefined, memoryLimit: undefined });
  });

  it('offers what suits those that would get it, where metrics tell', () => {
    const used = metrics('lone', '{ name: a, usage: { cpu: 40000000n, memory: 102400Ki } }, null');
    expect(defaultsOf(`${NAMESPACE}${pod('lone', '{ name: a }')}${used}`)).toEqual({
      cpuRequest: '50m',
      cpuLimit: 'none',
      memoryRequest: '128Mi',
      memoryLimit: '208Mi',
    });
    const asks = pod('lone', '{ name: a, resources: { requests: { memory: 2Gi } } }');
    expect(defaultsOf(`${NAMESPACE}${asks}${used}`)['memoryLimit'], 'no default limit below a request').toBe('2Gi');
  });

  it('never writes a default limit below the default request, which the API server would refuse', () => {
    const snapshot = snapshotFrom(NAMESPACE);
    const namespace = snapshot.list('Namespace').find(({ metadata }) => metadata.name === 'shop')!;
    const answers = { cpuRequest: '600m', cpuLimit: '0.5', memoryRequest: '64Mi', memoryLimit: '1Gi' };
    const made = remediation.fix?.(namespace, snapshot, answers)[0]?.after;
    expect(made?.['spec']).toEqual({
      limits: [{ type: 'Container', default: { cpu: '600m', memory: '1Gi' }, defaultRequest: { cpu: '600m', memory: '64Mi' } }],
    });
  });

  it('names who would be killed or refused by a default limit', () => {
    const yaml = `${NAMESPACE}${deployment('web', '{ name: a, resources: { requests: { memory: 300Mi } } }')}`;
    expect(doubtsOf(yaml)).toEqual([
      expect.stringMatching(/^Deployment web: .*CPU.*slowed down/),
      expect.stringMatching(/^Deployment web: .*memory.*killed.*requests 304Mi/),
    ]);
    expect(doubtsOf(`${NAMESPACE}${deployment('web', '{ name: a, resources: { limits: { cpu: 1, memory: 1Gi } } }')}`)).toEqual([]);
  });
});
