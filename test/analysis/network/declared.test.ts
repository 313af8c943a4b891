import { describe, expect, it } from 'vitest';
import { declaredCalls } from '../../../src/analysis/network/calls.ts';
import { directionsOf } from '../../../src/analysis/network/policies.ts';
import { podPortsOf } from '../../../src/analysis/network/services.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';

const object = (kind: string, name: string, namespace: string, spec: object): Resource => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace },
  spec,
});

const policy = (spec: object): Resource => ({ ...object('NetworkPolicy', 'p', 'shop', spec), apiVersion: 'networking.k8s.io/v1' });

describe('directionsOf', () => {
  it.each<[readonly string[], object]>([
    [['Ingress'], {}],
    [['Ingress'], { egress: [] }],
    [['Ingress', 'Egress'], { egress: [{}] }],
    [['Egress'], { policyTypes: ['Egress'], ingress: [{}] }],
    [['Ingress'], { policyTypes: [] }],
  ])('is %j for %j', (expected, spec) => {
    expect(directionsOf(policy(spec))).toEqual(expected);
  });
});

describe('podPortsOf', () => {
  const pod: Resource = {
    ...object('Pod', 'web', 'shop', { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] }),
    metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  };
  const ports = (spec: object) => {
    const service = object('Service', 'web', 'shop', { selector: { app: 'web' }, ...spec });
    return podPortsOf(service, snapshotFrom([pod, service]));
  };

  it('are the ports of the pods, not of the Service', () => {
    expect(
      ports({
        ports: [
          { port: 80, targetPort: 'http' },
          { port: 53, protocol: 'UDP' },
          { port: 9, targetPort: 'gone' },
        ],
      }),
    ).toEqual([
      { protocol: 'TCP', port: 8080 },
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 'gone' },
    ]);
  });

  it('are the named ports themselves where nothing stands between', () => {
    expect(ports({ clusterIP: 'None', ports: [{ port: 5432, targetPort: 1 }] })).toEqual([{ protocol: 'TCP', port: 5432 }]);
  });
});

describe('declaredCalls', () => {
  const calls = (...values: readonly string[]) => {
    const caller = object('Pod', 'web', 'shop', { containers: [{ args: values, env: [{ name: 'A', valueFrom: {} }] }] });
    const found = declaredCalls(snapshotFrom([caller, object('Service', 'db', 'data', {}), object('Service', 'db', 'shop', {})])).get(
      caller,
    );
    return { services: found?.services.map((one) => one.metadata.namespace), outside: found?.outside };
  };

  it.each(['db.data', 'db.data:5432', 'postgres://user:pw@db.data.svc.cluster.local:5432/app', '--host=db.data.svc'])(
    'sees the Service in %s',
    (value) => {
      expect(calls(value)).toEqual({ services: ['data'], outside: [] });
    },
  );

  it.each(['mydb.data', 'db.data.example.com', 'db-data', 'x.db.data', 'db.shop'])('sees none in %s', (value) => {
    expect(calls(value).services).toEqual([]);
  });

  it('sees hosts of URLs that are outside', () => {
    expect(calls('https://api.example.com/v1', 'http://db.data/x', 'http://web').outside).toEqual(['api.example.com']);
  });
});
