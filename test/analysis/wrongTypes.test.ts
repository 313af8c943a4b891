import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrongTypesIn } from '../../src/analysis/wrongTypes.ts';
import type { Resource } from '../../src/core/resource.ts';
import { resources } from '../remediations/manifests.ts';
import { malformed } from '../remediations/malformed.ts';

const objects = (yaml: string): readonly Resource[] => resources(yaml);
const wrongIn = (yaml: string): readonly string[] => objects(yaml).flatMap(wrongTypesIn);
const deployment = (spec: string, labels = '{ app: a }'): string =>
  `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a, namespace: n }, spec: { template: { metadata: { labels: ${labels} }, spec: ${spec} } } }`;

describe('wrong types', () => {
  it.each([
    [deployment('{ containers: nginx }'), 'spec.template.spec.containers is a text where a list belongs'],
    [deployment('oops'), 'spec.template.spec is a text where an object belongs'],
    [deployment('{ containers: null }'), 'spec.template.spec.containers is empty'],
    [deployment('{ containers: [] }'), 'spec.template.spec.containers is empty'],
    [deployment('{ containers: [{ name: c }, null] }'), 'spec.template.spec.containers[1] is null where an object belongs'],
    [deployment('{ hostPID: "true", containers: [{}] }'), 'spec.template.spec.hostPID is a text where true or false belongs'],
    [
      deployment('{ containers: [{ securityContext: { runAsUser: "0" } }] }'),
      'spec.template.spec.containers[0].securityContext.runAsUser is a text where a number belongs',
    ],
    [deployment('{ containers: [{}] }', '{ app: 5 }'), 'spec.template.metadata.labels["app"] is a number where a text belongs'],
    ['{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: [] }', 'spec is a list where an object belongs'],
    [
      '{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: { name: a }, subjects: { kind: User, name: jane } }',
      'subjects is an object where a list belongs',
    ],
    [
      '{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: a }, rules: [{ verbs: "*" }] }',
      'rules[0].verbs is a text where a list belongs',
    ],
  ])('of %s are told', (yaml, wrong) => {
    expect(wrongIn(yaml)).toEqual([wrong]);
  });

  it('are none in what the API server takes: null is absent, and other kinds are not known', () => {
    expect(
      wrongIn(deployment('{ securityContext: null, initContainers: null, containers: [{ name: c, env: null, ports: null }] }')),
    ).toEqual([]);
    expect(wrongIn('{ apiVersion: example.com/v1, kind: Deployment, metadata: { name: a }, spec: { template: 7 } }')).toEqual([]);
    expect(wrongIn('{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { ports: [{ port: 80, targetPort: http }] } }')).toEqual(
      [],
    );
  });

  it('are looked for in anything without a crash', () => {
    const sound = objects(deployment('{ containers: [{ name: c, securityContext: { capabilities: { add: [NET_RAW] } } }] }'));
    fc.assert(fc.property(malformed(sound), (broken) => broken.flatMap(wrongTypesIn).every((told) => told.length > 0)));
  });
});
