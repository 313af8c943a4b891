import fc from 'fast-check';
import type { Resource } from '../../../src/core/resource.ts';
import { policyObject, type BrutePeer, type BrutePort, type BruteSpec, type Pod, type World } from './bruteForce.ts';

const SPACES = ['a', 'b', 'c'] as const;

const label = fc.constantFrom('x', 'y');
const labels = fc.record({ app: label, tier: label }, { requiredKeys: [] });

const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom('app', 'tier'),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.subarray(['x', 'y'], { minLength: 1 }),
  }),
  fc.record({ key: fc.constantFrom('app', 'tier'), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);

const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 1 }) }, { requiredKeys: [] });

const namespaceSelector = fc.oneof(
  selector,
  fc.constantFrom(...SPACES).map((name) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })),
);

const block = fc.constantFrom(
  { cidr: '0.0.0.0/0' },
  { cidr: '10.0.0.0/8' },
  { cidr: '10.1.0.0/16', except: ['10.1.1.0/24'] },
  { cidr: '0.0.0.0/0', except: ['10.0.0.0/9', '169.254.169.254/32'] },
);

const peer: fc.Arbitrary<BrutePeer> = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector: selector, namespaceSelector }),
  fc.record({ ipBlock: block }),
);

const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP');

const port: fc.Arbitrary<BrutePort> = fc.oneof(
  fc.record({ port: fc.constantFrom<number | string>(80, 443, 'http', 'dns'), protocol }, { requiredKeys: ['port'] }),
  fc.constantFrom({ port: 80, endPort: 90 }, { port: 85, endPort: 443 }),
  fc.record({ protocol }),
);

const rule = (peers: 'from' | 'to') =>
  fc
    .record({ peers: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) }, { requiredKeys: [] })
    .map(({ peers: list, ...ports }) => (list ? { [peers]: list, ...ports } : ports));

export const spec: fc.Arbitrary<BruteSpec> = fc.record(
  {
    podSelector: selector,
    policyTypes: fc.subarray(['Ingress', 'Egress'], { minLength: 1 }),
    ingress: fc.array(rule('from'), { maxLength: 2 }),
    egress: fc.array(rule('to'), { maxLength: 2 }),
  },
  { requiredKeys: ['podSelector'] },
);

const containerPort = fc.record(
  { name: fc.constantFrom('http', 'dns'), containerPort: fc.constantFrom(80, 443, 8080), protocol },
  { requiredKeys: ['containerPort'] },
);

const pod: fc.Arbitrary<Pod> = fc.record({
  namespace: fc.constantFrom(...SPACES),
  labels: labels.map((found) => found as Record<string, string>),
  ports: fc.array(containerPort, { maxLength: 2 }),
});

export interface Scene extends World {
  readonly pods: readonly Pod[];
}

/** Some pods, what their namespaces are called, and policies for them. */
export const scene: fc.Arbitrary<Scene> = fc.record({
  pods: fc.array(pod, { minLength: 1, maxLength: 4 }),
  namespaces: fc.record({ a: labels, b: labels }, { requiredKeys: [] }).map((found) => found as World['namespaces']),
  policies: fc.array(fc.record({ namespace: fc.constantFrom(...SPACES), spec }), { maxLength: 4 }),
});

export const nameOf = (pod: Pod, i: number): string => `${pod.namespace}/p${i}[Pod]`;

/** As a target would hold them. */
export const objectsOf = ({ pods, namespaces, policies }: Scene): readonly Resource[] => [
  ...Object.entries(namespaces).map(([name, own]) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: own } })),
  ...pods.map(({ namespace, labels: own, ports }, i) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p${i}`, namespace, labels: own },
    spec: { containers: [{ name: 'main', ports }] },
  })),
  ...policies.map((policy, i) => policyObject(`n${i}`, policy.namespace, policy.spec)),
];
