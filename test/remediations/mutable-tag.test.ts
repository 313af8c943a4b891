import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/mutable-tag.ts';
import type { Resource } from '../../src/core/resource.ts';
import { scanOne } from '../../src/core/scan.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const [A, B] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];

const deployment = (image: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
      initContainers: [{ name: setup, image: 'busybox@${B}' }]
      containers: [{ name: web, image: '${image}' }]
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web-1, namespace: shop, ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: web, controller: true }] }
`;

/** A pod of the Deployment whose node says what it runs. */
const pod = (name: string, image: string, imageID: string, phase = 'Running'): string => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web-1, controller: true }] }
spec: { containers: [{ name: web, image: '${image}' }] }
status: { phase: ${phase}, containerStatuses: [{ name: web, imageID: '${imageID}' }] }
`;
const node = (name: string, architecture: string): string => `
---
apiVersion: v1
kind: Node
metadata: { name: ${name} }
status: { nodeInfo: { architecture: ${architecture} } }
`;

const NGINX = 'docker.io/library/nginx';
const running = (image: string, ...ids: readonly string[]): string =>
  deployment(image) + ids.map((id, i) => pod(`web-1-${i}`, image, id)).join('');

describeRemediation(remediation, {
  weak: running('nginx:1.25', `${NGINX}@${A}`),
  hardened: deployment(`nginx:1.25@${A}`) + pod('web-1-0', 'nginx:1.25', `${NGINX}@${A}`),
  sound: [
    deployment(`nginx@${A}`),
    deployment(`nginx:latest@${A}`),
    'apiVersion: v1\nkind: PodTemplate\nmetadata: { name: free }\ntemplate: { spec: { containers: [{ name: web }] } }',
  ],
  judged: 'Deployment web',
});

describe('mutable-tag', () => {
  const web = (snapshot: Snapshot): Resource => snapshot.list('apps/Deployment')[0]!;
  const found = (yaml: string, facts = {}) => scanOne(remediation, snapshotFrom(yaml, facts), () => undefined).findings[0];
  const fixed = (yaml: string, answers = {}): unknown => {
    const snapshot = snapshotFrom(yaml);
    const [edit] = remediation.fix!(web(snapshot), snapshot, answers);
    return (edit?.after as unknown as { spec: { template: { spec: { containers: { image: string }[] } } } }).spec.template.spec
      .containers[0]?.image;
  };
  const asked = (yaml: string) => {
    const snapshot = snapshotFrom(yaml);
    return remediation.inputs!(web(snapshot), snapshot);
  };

  it.each([
    ['nginx', 'has no tag, which means latest'],
    ['nginx:latest', 'whatever was pushed last'],
    ['nginx:1.25', 'its tag can be moved'],
    ['nginx@sha256:123456', '6 digits instead of 64'],
    ['Shop/Web', 'no name of a registry|lower case'],
  ])('says of %s: %s', (image, what) => {
    expect(found(deployment(image))?.evidence).toEqual([
      { path: 'spec.template.spec.containers[web].image', detail: expect.stringMatching(what) as string },
    ]);
  });

  it('is automatic where all pods run one digest', () => {
    expect(found(running('nginx:1.25', `${NGINX}@${A}`, `docker-pullable://nginx@${A}`))).toMatchObject({ fix: 'auto', doubts: [] });
    expect(fixed(running('nginx', `${NGINX}@${A}`))).toBe(`nginx@${A}`);
    expect(fixed(running('nginx:latest', `${NGINX}@${A}`))).toBe(`nginx@${A}`);
  });

  it('asks for the digest where they differ, and says which pod runs which', () => {
    const yaml = running('nginx:1.25', `${NGINX}@${A}`, `${NGINX}@${B}`);
    expect(found(yaml)?.fix).toBe('input');
    expect(asked(yaml)[0]?.ask).toContain(`${B} runs in web-1-1`);
    expect(fixed(yaml)).toBe('nginx:1.25');
    expect(fixed(yaml, { 'nginx:1.25': B })).toBe(`nginx:1.25@${B}`);
  });

  it('asks where nothing runs, or only another image', () => {
    expect(found(deployment('nginx:1.25'), { origin: 'files' })?.fix).toBe('input');
    expect(asked(deployment('nginx:1.25') + pod('web-1-0', 'nginx:1.24', `${NGINX}@${A}`))).toHaveLength(1);
  });

  it('counts pods that are over only where none runs', () => {
    const over = pod('web-1-9', 'nginx:1.25', `${NGINX}@${B}`, 'Succeeded');
    expect(fixed(running('nginx:1.25', `${NGINX}@${A}`) + over)).toBe(`nginx:1.25@${A}`);
    expect(fixed(deployment('nginx:1.25') + over)).toBe(`nginx:1.25@${B}`);
  });

  it('refuses what is no digest', () => {
    const [input] = asked(deployment('nginx:1.25'));
    expect(input?.refuse?.('latest')).toMatch(/no digest/);
    expect(input?.refuse?.('sha256:12')).toMatch(/2 digits instead of 64/);
    expect(input?.refuse?.(A)).toBeUndefined();
  });

  it('doubts what came from no registry', () => {
    expect(found(running('nginx:1.25', `sha256:${'c'.repeat(64)}`))).toMatchObject({
      fix: 'input',
      doubts: [{ text: expect.stringContaining('from no registry (web-1-0)') as string }],
    });
  });

  it('doubts a digest of another repository', () => {
    const [doubt] = found(running('nginx:1.25', `mirror.example/nginx@${A}`))?.doubts ?? [];
    expect(doubt?.text).toContain('as mirror.example/nginx: whether docker.io/library/nginx has it');
  });

  it('doubts a digest where nodes are of several architectures', () => {
    const yaml = running('nginx:1.25', `${NGINX}@${A}`) + node('one', 'amd64');
    expect(found(yaml)?.doubts).toEqual([]);
    expect(found(yaml + node('two', 'arm64'))?.doubts[0]?.text).toContain('amd64 and arm64');
  });

  it('guesses nothing where a reference is none', () => {
    expect(found(deployment('nginx@sha256:123456'))?.fix).toBe('guide');
  });

  it('leaves the static pods of the control plane alone', () => {
    const snapshot = snapshotFrom(
      'apiVersion: v1\nkind: Pod\nmetadata: { name: kube-apiserver, namespace: kube-system, annotations: { kubernetes.io/config.mirror: x } }\nspec: { containers: [{ name: kube-apiserver, image: "registry.k8s.io/kube-apiserver:v1.36.0" }] }',
    );
    expect(scanOne(remediation, snapshot, () => undefined)).toMatchObject({ findings: [], byDesign: [{ remediation: 'mutable-tag' }] });
  });
});
