import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/untrusted-registry.ts';
import { registryPolicy, type Stage } from '../../src/analysis/images/registryPolicy.ts';
import { planChanges } from '../../src/core/plan.ts';
import type { Resource } from '../../src/core/resource.ts';
import { scanOne } from '../../src/core/scan.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { resources, snapshotFrom } from './manifests.ts';

const deployment = (image: string, name = 'web'): Resource =>
  resources(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { template: { spec: { containers: [{ name: web, image: '${image}' }] } } }
`)[0]!;

const NGINX = deployment('nginx:1.25');
const ALLOWED = ['docker.io/library', 'registry.k8s.io'];
const bound = (stage: Stage): readonly Resource[] => registryPolicy(ALLOWED, stage);

describeRemediation(remediation, {
  weak: [NGINX],
  hardened: [NGINX, ...bound('Deny')],
  sound: [[NGINX, deployment('registry.k8s.io/pause:3', 'pause'), ...bound('Deny')]],
  answers: { registries: 'docker.io/library, registry.k8s.io', stage: 'Deny' },
});

describe('untrusted-registry', () => {
  const found = (manifest: readonly Resource[], facts = {}) =>
    scanOne(remediation, snapshotFrom(manifest, facts), () => undefined).findings;
  const inputsOf = (snapshot: Snapshot, at: number) => {
    const finding = scanOne(remediation, snapshot, () => undefined).findings[at]!;
    return remediation.inputs!(snapshot.get(finding.ref)!, snapshot);
  };

  it('offers where all that runs comes from, and Audit first', () => {
    const snapshot = snapshotFrom([
      NGINX,
      deployment('acme/web', 'a'),
      deployment('ghcr.io/acme/web/api:1', 'b'),
      deployment('registry.example.org:5000/team/web', 'c'),
      deployment('quay.io/web', 'd'),
      deployment('no image at all', 'e'),
    ]);
    const [registries, stage] = inputsOf(snapshot, 0);
    expect(registries?.default).toBe('docker.io/acme, docker.io/library, ghcr.io/acme, quay.io, registry.example.org:5000');
    expect(stage?.default).toBe('Audit');
    expect(stage?.refuse?.('deny')).toMatch(/no stage/);
    expect(registries?.refuse?.('https://ghcr.io')).toMatch(/no list of registries/);
    expect(registries?.refuse?.(' , ')).toMatch(/no list of registries/);
    expect(registries?.refuse?.(registries.default ?? '')).toBeUndefined();
  });

  /** What stands after each of three applies, each with the stage that is offered. */
  it('goes from Audit over Warn to Deny, and each step closes what it was taken for', () => {
    let snapshot = snapshotFrom([NGINX]);
    const seen: string[] = [];
    for (let step = 0; step < 3; step++) {
      const [finding] = scanOne(remediation, snapshot, () => undefined).findings;
      const changes = planChanges(snapshot, [finding!], [remediation]).map(({ change }) => change);
      snapshot = snapshot.with(changes.map(({ ref, after }) => ({ ref, resource: after })));
      const left = scanOne(remediation, snapshot, () => undefined).findings;
      expect(left.map(({ id }) => id)).not.toContain(finding!.id);
      const [binding] = snapshot.list('admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding') as unknown as {
        spec: { validationActions: string[] };
      }[];
      seen.push(`${finding!.ref.kind}: ${binding?.spec.validationActions.join('+')}`);
    }
    expect(seen).toEqual(['Cluster: Audit', 'ValidatingAdmissionPolicyBinding: Warn+Audit', 'ValidatingAdmissionPolicy: Deny']);
    expect(scanOne(remediation, snapshot, () => undefined).findings).toEqual([]);
  });

  it('names workloads whose images are from elsewhere, in files too', () => {
    const workloads = [
      deployment('docker.io/acme/web', 'a'),
      deployment('registry.k8s.io.example.org/pause', 'b'),
      deployment('docker.io/nginx', 'c'),
    ];
    for (const origin of ['cluster', 'files'])
      expect(found([...workloads, ...bound('Deny')], { origin }).map(({ ref, fix }) => `${ref.name} ${fix}`)).toEqual([
        'a guide',
        'b guide',
      ]);
  });

  it('says before Deny whose pods would be refused', () => {
    const [finding] = found([deployment('docker.io/acme/web'), ...bound('Warn')]);
    expect(finding?.doubts).toEqual([{ text: 'With Deny, new pods of Deployment web are refused.' }]);
  });

  it("takes the word of somebody else's policy on images, if it refuses", () => {
    const other = (action: string): readonly Resource[] =>
      resources(`
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: images }
spec:
  matchConstraints: { resourceRules: [{ apiGroups: [''], operations: ['*'], resources: ['*'] }] }
  validations: [{ expression: 'object.spec.containers.all(c, c.image.startsWith("registry.example.org/"))' }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: images }
spec: { policyName: images, validationActions: [${action}] }
`);
    expect(found([NGINX, ...other('Deny')])).toEqual([]);
    expect(found([NGINX, ...other('Audit')])).toHaveLength(1);
  });

  it('doubts where another engine may do it', () => {
    const kyverno = { apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy', metadata: { name: 'restrict-image-registries' } };
    expect(found([NGINX, kyverno])[0]?.doubts[0]?.text).toContain('ClusterPolicy restrict-image-registries');
  });

  it('creates nothing without a list', () => {
    const snapshot = snapshotFrom([NGINX]);
    const cluster = snapshot.list('kubeharden/Cluster')[0]!;
    expect(remediation.fix?.(cluster, snapshot, {})).toEqual([]);
    expect(remediation.fix?.(cluster, snapshot, { registries: 'https://ghcr.io' })).toEqual([]);
  });

  it('is a guide where the server has no such policies, and silent on files without one', () => {
    expect(found([NGINX], { serverVersion: 'v1.29.0' })[0]?.fix).toBe('guide');
    expect(found([NGINX], { origin: 'files' })).toEqual([]);
  });
});
