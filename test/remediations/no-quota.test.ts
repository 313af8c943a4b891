import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/no-quota.ts';
import { scanOne } from '../../src/core/scan.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { FACTS, resources, snapshotFrom } from './manifests.ts';

const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`;
const quota = (spec: string, name = 'team'): string => `---
apiVersion: v1
kind: ResourceQuota
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const deployment = (name: string, containers: string, more = ''): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { ${more} template: { spec: { containers: [${containers}] } } }
`;
const SIZED = '{ name: a, resources: { requests: { cpu: 500m, memory: 256Mi }, limits: { cpu: "1", memory: 512Mi } } }';

describeRemediation(remediation, {
  weak: `${NAMESPACE}${quota('{ hard: { requests.memory: 4Gi } }', 'compute-resources')}`,
  hardened: `${NAMESPACE}${quota('{ hard: { requests.memory: 4Gi } }', 'compute-resources')}${quota(
    '{ hard: { requests.cpu: "2", limits.cpu: "4" } }',
    'compute-resources-2',
  )}`,
  sound: [
    `${NAMESPACE}${quota('{ hard: { cpu: 2, memory: 4Gi } }')}`,
    `${NAMESPACE}${quota('{ hard: { limits.cpu: "2" } }')}${quota('{ hard: { limits.memory: 4Gi } }', 'memory')}`,
    NAMESPACE.replace('shop', 'kube-system'),
  ],
  answers: { cpuRequests: '2', cpuLimits: '4', memoryRequests: '4Gi', memoryLimits: '8Gi' },
});

const inputsOf = (yaml: string) => {
  const snapshot = snapshotFrom(yaml);
  return (
    remediation.inputs?.(
      snapshot.list('Namespace').find(({ metadata }) => metadata.name === 'shop')!,
      snapshot,
    ) ?? []
  );
};
const defaultsOf = (yaml: string) => Object.fromEntries(inputsOf(yaml).map((input) => [input.name, input.default]));
const found = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined).findings[0];

describe('no-quota', () => {
  it('counts no quota that holds for some of the pods only', () => {
    expect(found(`${NAMESPACE}${quota('{ hard: { cpu: 1, memory: 1Gi }, scopes: [BestEffort] }')}`)?.evidence).toHaveLength(2);
    expect(found(`${NAMESPACE}${quota('{ hard: { cpu: 1, memory: 1Gi }, scopeSelector: { matchExpressions: [] } }')}`)).toBeDefined();
    expect(found(`${NAMESPACE}${quota('{ hard: { pods: 10 } }')}`)?.evidence).toHaveLength(2);
  });

  it('offers half as much again as what runs asks for', () => {
    expect(defaultsOf(`${NAMESPACE}${deployment('web', SIZED, 'replicas: 4,')}`)).toEqual({
      cpuRequests: '3',
      memoryRequests: '1536Mi',
      cpuLimits: '6',
      memoryLimits: '3Gi',
    });
    expect(defaultsOf(NAMESPACE)).toEqual({ cpuRequests: undefined, memoryRequests: undefined, cpuLimits: 'none', memoryLimits: 'none' });
  });

  it('leaves room for what autoscalers may start', () => {
    const scaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: shop }
spec: { maxReplicas: 10, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
`;
    expect(defaultsOf(`${NAMESPACE}${deployment('web', SIZED, 'replicas: 1,')}${scaler}`)['cpuRequests']).toBe('7500m');
  });

  it('doubts where pods request nothing, unless a LimitRange speaks for them', () => {
    const silent = `${NAMESPACE}${deployment('web', SIZED)}${deployment('mute', '{ name: a }')}`;
    expect(found(silent)?.doubts.map(({ text }) => text)).toEqual([expect.stringMatching(/^Deployment mute request no CPU or memory/)]);
    expect(defaultsOf(silent)).toMatchObject({ cpuRequests: '750m', cpuLimits: 'none', memoryLimits: 'none' });
    const range = `---
apiVersion: v1
kind: LimitRange
metadata: { name: defaults, namespace: shop }
spec: { limits: [{ type: Container, default: { cpu: 200m, memory: 128Mi } }] }
`;
    expect(found(`${silent}${range}`)?.doubts).toEqual([]);
    expect(defaultsOf(`${silent}${range}`)).toMatchObject({ cpuRequests: '1100m', cpuLimits: '1800m' });
    expect(found(`${NAMESPACE}${deployment('web', SIZED)}`)?.doubts).toEqual([]);
  });

  it('writes no limit where the answer is none, and is an input in any case', () => {
    const snapshot = snapshotFrom(NAMESPACE);
    const namespace = snapshot.list('Namespace')[0]!;
    const [edit] =
      remediation.fix?.(namespace, snapshot, { cpuRequests: '1', cpuLimits: 'none', memoryRequests: '1Gi', memoryLimits: 'none' }) ?? [];
    expect(edit?.after?.['spec']).toEqual({ hard: { 'requests.cpu': '1', 'requests.memory': '1Gi' } });
    expect(found(NAMESPACE)?.fix).toBe('input');
    const refuse = Object.fromEntries(inputsOf(NAMESPACE).map((input) => [input.name, input.refuse]));
    expect(refuse['cpuRequests']?.('none')).toMatch(/no quantity/);
    expect(refuse['cpuLimits']?.('none')).toBeUndefined();
  });

  it('says nothing of a namespace that files only mention', () => {
    const entries = resources(deployment('web', SIZED)).map((resource) => ({ resource }));
    expect(scanOne(remediation, snapshotOf(entries, { ...FACTS, origin: 'files' }), () => undefined).findings).toEqual([]);
    expect(scanOne(remediation, snapshotOf(entries, FACTS), () => undefined).findings).toHaveLength(1);
  });

  it('is decided where metrics and autoscalers cannot be read', () => {
    const unread = [...(remediation.hints ?? [])].map((kind) => ({ kind, reason: 'you may not list it' }));
    const snapshot = snapshotOf(
      resources(NAMESPACE).map((resource) => ({ resource })),
      FACTS,
      unread,
    );
    const judged = scanOne(remediation, snapshot, () => undefined);
    expect(judged.findings).toHaveLength(1);
    expect(judged.notChecked).toEqual([]);
    expect(unread).toHaveLength(2);
  });
});
