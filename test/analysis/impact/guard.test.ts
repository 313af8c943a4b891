import { describe, expect, it } from 'vitest';
import { escalatingPolicy } from '../../../src/analysis/admission/escalating.ts';
import { impactOf, type Impact } from '../../../src/analysis/impact.ts';
import { registryPolicy, type Stage } from '../../../src/analysis/images/registryPolicy.ts';
import { creationOf, deletionOf, editOf, type Change } from '../../../src/core/change.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { pod, replicaSet, workload } from './objects.ts';

const web = workload('Deployment', {}, { containers: [{ name: 'web', image: 'nginx:1.29' }], hostPID: true });
const db = {
  ...workload('StatefulSet', {}, { containers: [{ name: 'db', image: 'registry.example.org/db:1' }] }),
  metadata: { name: 'db', namespace: 'shop' },
};
const RUNNING: readonly Resource[] = [web, replicaSet, pod('web-1-a'), db];

const bindingOf = (objects: readonly Resource[]): Resource => objects.find(({ kind }) => kind.endsWith('Binding'))!;

/** What is said of the binding where all of it is created in one plan. */
const created = (objects: readonly Resource[], running = RUNNING): Impact => {
  const changes: readonly Change[] = objects.map(creationOf);
  return impactOf(creationOf(bindingOf(objects)), snapshotFrom(running), changes);
};

const ALLOWED = ['registry.example.org'];
const sentence = (becomes: string): string =>
  `The pods of Deployment web ${becomes} at their next start, for images not from registry.example.org: nginx:1.29.`;

describe('the impact of allowed registries', () => {
  it.each<[Stage, string]>([
    ['Audit', 'would stand in the audit log'],
    ['Warn', 'would draw a warning'],
  ])('%s: names what runs with an image from elsewhere, and warns of nothing', (stage, becomes) => {
    const { later, warnings } = created(registryPolicy(ALLOWED, stage));
    expect([later, warnings]).toEqual([[sentence(becomes)], []]);
  });

  it('warns of what is refused, whether the policy is new or its binding becomes stricter', () => {
    expect(created(registryPolicy(ALLOWED, 'Deny')).warnings).toEqual([sentence('would be refused')]);
    const standing = registryPolicy(ALLOWED, 'Warn');
    const snapshot = snapshotFrom([...RUNNING, ...standing]);
    const stricter = editOf(snapshot, bindingOf(standing), bindingOf(registryPolicy(ALLOWED, 'Deny')));
    expect(impactOf(stricter, snapshot).warnings).toEqual([sentence('would be refused')]);
    expect(impactOf(deletionOf(snapshot, bindingOf(standing)), snapshot).now).toEqual([
      'What its policy refused or warned of is let in again, at once.',
    ]);
  });

  it('says that it concerns nothing where all is from there', () => {
    expect(created(registryPolicy(ALLOWED, 'Deny'), [db])).toMatchObject({
      now: ['Nothing that runs now has an image from elsewhere.'],
      warnings: [],
    });
  });
});

describe('the impact of refusing exec', () => {
  it('names the privileged workloads that nobody may enter any more', () => {
    expect(created(escalatingPolicy()).warnings).toEqual([
      'The next exec or attach into the pods of Deployment web would be refused, whoever asks for it.',
    ]);
    expect(created(escalatingPolicy(), [db]).warnings).toEqual([]);
  });
});

describe('a policy of somebody else, or none', () => {
  it.each([
    [[]],
    [[{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'x' }, spec: null }]],
  ])('is not judged', (policies) => {
    const binding: Resource = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'x' },
      spec: { policyName: 'x', validationActions: null },
    };
    const impact = impactOf(creationOf(binding), snapshotFrom([...RUNNING, ...(policies as Resource[])]));
    expect([impact.now, impact.later, impact.warnings]).toEqual([[], [], []]);
  });
});
