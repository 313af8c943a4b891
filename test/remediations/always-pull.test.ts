import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/always-pull.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

const deployment = (...containers: readonly string[]): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { containers: [${containers.join(', ')}] } } }
`;

describeRemediation(remediation, {
  weak: deployment(
    '{ name: web, image: "nginx:1.25" }',
    '{ name: log, image: fluentd, imagePullPolicy: Never }',
    '{ name: tls, image: envoy }',
  ),
  hardened: deployment(
    '{ name: web, image: "nginx:1.25", imagePullPolicy: Always }',
    '{ name: log, image: fluentd, imagePullPolicy: Always }',
    '{ name: tls, image: envoy }',
  ),
  sound: [
    deployment('{ name: web, image: nginx }', '{ name: log, image: "fluentd:latest" }'),
    deployment(`{ name: web, image: "nginx@${DIGEST}" }`, `{ name: log, image: "fluentd:1@${DIGEST}", imagePullPolicy: IfNotPresent }`),
    deployment('{ name: web, image: "nginx:1.25", imagePullPolicy: Always }', '{ name: free }'),
  ],
});

describe('always-pull', () => {
  const found = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined).findings[0];

  it.each([
    ['{ name: web, image: "nginx:1.25" }', 'image', 'is not set, which means IfNotPresent'],
    ['{ name: web, image: nginx, imagePullPolicy: IfNotPresent }', 'imagePullPolicy', 'is IfNotPresent'],
    ['{ name: web, image: "localhost:5000/nginx:1", imagePullPolicy: Never }', 'imagePullPolicy', 'is Never'],
  ])('says of %s where and what', (container, field, what) => {
    const [evidence] = found(deployment(container))?.evidence ?? [];
    expect(evidence?.path).toBe(`spec.template.spec.containers[web].${field}`);
    expect(evidence?.detail).toContain(what);
  });

  it('is doubted always: a registry that is down stops every start', () => {
    expect(found(deployment('{ name: web, image: "nginx:1.25" }'))).toMatchObject({ fix: 'guard' });
  });

  it('doubts what the nodes got from no registry', () => {
    const pod = `
---
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: web, controller: true }] }
spec: { containers: [{ name: web, image: "nginx:1.25" }] }
status: { phase: Running, containerStatuses: [{ name: web, imageID: "${DIGEST}" }] }
`;
    const doubts = found(deployment('{ name: web, image: "nginx:1.25" }') + pod)?.doubts.map(({ text }) => text) ?? [];
    expect(doubts.some((text) => text.includes('got nginx:1.25 from no registry'))).toBe(true);
  });

  it('offers the admission plugin where the pod itself cannot be changed', () => {
    const snapshot = snapshotFrom(
      'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { containers: [{ name: web, image: "nginx:1" }] }',
    );
    expect(remediation.guide?.(snapshot.list('Pod')[0]!, snapshot)?.steps.at(-1)).toContain('AlwaysPullImages');
  });
});
