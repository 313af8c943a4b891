import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/default-deny.ts';
import { compare, declaredLosses } from '../../src/analysis/network/comparison.ts';
import { declaredBy, statedIntents, usualIntents } from '../../src/analysis/network/intents.ts';
import { ownerOf } from '../../src/app/scan.ts';
import { planChanges } from '../../src/core/plan.ts';
import type { Resource } from '../../src/core/resource.ts';
import { scanOne } from '../../src/core/scan.ts';
import { spec as policySpec } from '../analysis/network/worlds.ts';
import { snapshotFrom } from './manifests.ts';

const SPACES = ['shop', 'data', 'kube-system'] as const;
const NAMES = ['web', 'db', 'dns'] as const;

const space = fc.constantFrom(...SPACES);
const name = fc.constantFrom(...NAMES);

/** What programs are told of where others are. */
const said = fc
  .tuple(
    fc.constantFrom('', 'http://', 'tcp://user:pw@', '--db='),
    name,
    space,
    fc.constantFrom('', '.NS', '.NS.svc', '.NS.svc.cluster.local'),
    fc.constantFrom('', ':80', '/path'),
  )
  .map(([before, service, namespace, form, after]) => before + service + form.replace('NS', namespace) + after);

const workload = fc
  .record({
    name,
    namespace: space,
    onHost: fc.boolean(),
    says: fc.array(said, { maxLength: 2 }),
    how: fc.constantFrom('args', 'env', 'configMap'),
    port: fc.constantFrom(80, 8080),
    ingress: fc.boolean(),
  })
  .map(({ name: own, namespace, onHost, says, how, port, ingress }): readonly Resource[] => {
    const labels = { app: own, ...(ingress && own === 'web' ? { 'app.kubernetes.io/name': 'traefik' } : {}) };
    const told =
      how === 'args'
        ? { args: says }
        : how === 'env'
          ? { env: says.map((value, i) => ({ name: `V${i}`, value })) }
          : { envFrom: [{ configMapRef: { name: own } }] };
    return [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: own, namespace },
        spec: {
          selector: { matchLabels: { app: own } },
          template: {
            metadata: { labels },
            spec: {
              ...(onHost ? { hostNetwork: true } : {}),
              containers: [{ name: 'main', ports: [{ name: 'http', containerPort: port }], ...told }],
            },
          },
        },
      },
      ...(how === 'configMap'
        ? [
            {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              metadata: { name: own, namespace },
              data: Object.fromEntries(says.map((value, i) => [`V${i}`, value])),
            },
          ]
        : []),
    ];
  });

const service = fc
  .record({
    name,
    namespace: space,
    type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
    target: fc.constantFrom<number | string>(80, 8080, 'http'),
    headless: fc.boolean(),
    protocol: fc.constantFrom('TCP', 'UDP'),
  })
  .map(({ name: own, namespace, type, target, headless, protocol }): Resource => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: own, namespace },
    spec: { selector: { app: own }, type, ports: [{ port: 80, targetPort: target, protocol }], ...(headless ? { clusterIP: 'None' } : {}) },
  }));

const entrance = fc.tuple(name, space, fc.constantFrom('Ingress', 'HTTPRoute')).map(([own, namespace, kind]): Resource =>
  kind === 'Ingress'
    ? {
        apiVersion: 'networking.k8s.io/v1',
        kind,
        metadata: { name: own, namespace },
        spec: { defaultBackend: { service: { name: own } } },
      }
    : {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind,
        metadata: { name: own, namespace },
        spec: { rules: [{ backendRefs: [{ name: own, port: 80 }] }] },
      },
);

const dnsService: Resource = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kube-dns', namespace: 'kube-system' },
  spec: {
    selector: { app: 'dns' },
    ports: [
      { port: 53, targetPort: 5353, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ],
  },
};

const policy = fc.tuple(space, policySpec).map(([namespace, spec], i = 0): Resource => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: `there-${i}`, namespace },
  spec,
}));

const keyOf = ({ kind, metadata }: Resource): string => `${kind}/${metadata.namespace}/${metadata.name}`;

const cluster = fc
  .tuple(
    fc.array(workload, { minLength: 1, maxLength: 6 }),
    fc.array(service, { maxLength: 4 }),
    fc.array(entrance, { maxLength: 2 }),
    fc.array(policy, { maxLength: 2 }),
  )
  .map(([workloads, services, entrances, policies]) => {
    const objects = [...workloads.flat(), ...services, dnsService, ...entrances, ...policies];
    return [...new Map(objects.map((one) => [keyOf(one), one])).values()];
  });

describe('default-deny', () => {
  it('keeps every connection that is declared, and lookups, however plugins see pods on their nodes', () => {
    let declared = 0;
    fc.assert(
      fc.property(
        cluster,
        fc.subarray([...SPACES], { minLength: 1 }),
        fc.constantFrom('nodes' as const, 'pods' as const),
        (objects, where, hostNetwork) => {
          const snapshot = snapshotFrom(objects);
          const { findings } = scanOne(remediation, snapshot, ownerOf, ({ name: found }) => where.some((one) => one === found));
          const changes = planChanges(snapshot, findings, [remediation]).map(({ change }) => change);
          const lost = declaredLosses(snapshot, compare(snapshot, changes, hostNetwork));
          expect(lost.map(({ from, to, because }) => `${from === 'outside' ? from : from.name} -> ${to.name}: ${because}`)).toEqual([]);
          if (changes.length > 0)
            declared += [...statedIntents(snapshot), ...usualIntents(snapshot)].flatMap((intent) => declaredBy(intent, snapshot)).length;
        },
      ),
    );
    expect(declared).toBeGreaterThan(0);
  });
});
