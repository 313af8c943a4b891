import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedBy } from '../../../src/analysis/resources/asked.ts';
import { amountOf, quantity, refuseQuantity } from '../../../src/analysis/resources/quantity.ts';
import { usedBy } from '../../../src/analysis/resources/usage.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';

describe('quantities', () => {
  it('are read as the API server reads them', () => {
    const known: readonly (readonly [unknown, number])[] = [
      ['100m', 0.1],
      ['0.5', 0.5],
      ['.5', 0.5],
      ['1.', 1],
      [2, 2],
      ['1e3', 1000],
      ['1E-2', 0.01],
      ['1k', 1000],
      ['1Ki', 1024],
      ['1.5Gi', 1.5 * 2 ** 30],
      ['2E', 2e18],
      ['37000000n', 0.037],
    ];
    for (const [written, amount] of known) expect(amountOf(written), JSON.stringify(written)).toBeCloseTo(amount, 9);
    for (const wrong of ['', 'x', '1 Gi', '1gb', '-1', '1ki', null, [], {}, Number.NaN, -1])
      expect(amountOf(wrong), JSON.stringify(wrong)).toBeUndefined();
  });

  it('are written so that they can be given back, and never less than what was meant', () => {
    fc.assert(
      fc.property(fc.constantFrom('cpu' as const, 'memory' as const), fc.double({ min: 0, max: 1e12, noNaN: true }), (measure, amount) => {
        const text = quantity(measure, amount);
        expect(refuseQuantity(text)).toBeUndefined();
        expect(amountOf(text)).toBeGreaterThanOrEqual(amount * (1 - 1e-6));
        expect(quantity(measure, amountOf(text) ?? 0)).toBe(text);
      }),
    );
  });
});

describe('what a pod asks for', () => {
  const asked = (spec: object) => askedBy(spec as Record<string, unknown>, 'requests', 'cpu').amount;
  const sized = (cpu: number, more: object = {}): object => ({ resources: { requests: { cpu } }, ...more });

  it('adds what runs together, and lets init containers run one after another beside the sidecars before them', () => {
    expect(asked({ containers: [sized(1), sized(2)] })).toBe(3);
    expect(asked({ containers: [sized(1)], initContainers: [sized(4), sized(2)] })).toBe(4);
    expect(asked({ containers: [sized(1)], initContainers: [sized(2, { restartPolicy: 'Always' }), sized(4)] })).toBe(6);
    expect(asked({ containers: [sized(1)], initContainers: [sized(4), sized(2, { restartPolicy: 'Always' })] })).toBe(4);
    expect(asked({ containers: [sized(1)], overhead: { cpu: '250m' } })).toBe(1.25);
  });

  it('takes limits for requests that are missing, and resources of the pod for all', () => {
    expect(asked({ containers: [{ resources: { limits: { cpu: 2 } } }] })).toBe(2);
    expect(asked({ containers: [sized(1), {}], resources: { requests: { cpu: 3 } } })).toBe(3);
    expect(askedBy({ containers: [sized(1), {}] }, 'requests', 'cpu').silent).toHaveLength(1);
  });
});

describe('what metrics say', () => {
  const owner = (apiVersion: string, kind: string, name: string): string =>
    `ownerReferences: [{ apiVersion: ${apiVersion}, kind: ${kind}, name: ${name}, controller: true }]`;
  const pod = (name: string, cpu: string): string => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, ${owner('apps/v1', 'ReplicaSet', 'web-1')} }
spec: { containers: [{ name: a }] }
---
apiVersion: metrics.k8s.io/v1beta1
kind: PodMetrics
metadata: { name: ${name}, namespace: shop }
containers: [{ name: a, usage: { cpu: ${cpu}, memory: 10Mi } }]
`;

  it('is the most that one pod of a workload uses', () => {
    const snapshot = snapshotFrom(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { containers: [{ name: a }] } } }
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web-1, namespace: shop, ${owner('apps/v1', 'Deployment', 'web')} }
spec: { template: { spec: { containers: [{ name: a }] } } }
${pod('one', '20m')}${pod('two', '50m')}${pod('three', 'junk')}---
apiVersion: metrics.k8s.io/v1beta1
kind: PodMetrics
metadata: { name: gone, namespace: shop }
`);
    const web = snapshot.list('apps/Deployment')[0]!;
    expect(usedBy(web, { name: 'a' }, 'cpu', snapshot)).toBeCloseTo(0.05);
    expect(usedBy(web, { name: 'b' }, 'cpu', snapshot)).toBeUndefined();
  });
});
