import { describe, expect, it } from 'vitest';
import { creationOf } from '../../src/core/change.ts';
import { refOf, type Resource } from '../../src/core/resource.ts';
import { running } from '../../src/memory/running.ts';
import { openMemory, type MemoryTarget } from '../../src/memory/target.ts';
import { changed, namespace, NOW, pod, rolledOut, workload, write } from './scene.ts';

const REASONS = 'allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile';

const open = (entries: readonly Resource[]): MemoryTarget => openMemory({ entries, now: NOW });

const enforcing =
  (level: string) =>
  (resource: Resource): Resource => ({
    ...resource,
    metadata: { ...resource.metadata, labels: { ...resource.metadata.labels, 'pod-security.kubernetes.io/enforce': level } },
  });

const web = refOf(namespace('web'));

describe('Pod Security admission in memory', () => {
  it('tells which pods a stricter namespace would not admit', async () => {
    const target = open(
      running(
        [namespace('web'), workload('Deployment', 'web', 'front'), pod('web', 'agent', { securityContext: { privileged: true } })],
        NOW,
      ),
    );
    const { warnings } = await target.preview(await changed(target, web, enforcing('restricted')));
    expect(warnings).toEqual([
      'existing pods in namespace "web" violate the new PodSecurity enforce level "restricted:latest"',
      `agent: privileged, ${REASONS}`,
      expect.stringMatching(/^front-\S+ \(and 2 other pods\): allowPrivilegeEscalation != false, /),
    ]);
  });

  it('says nothing when a namespace is relaxed or only warns', async () => {
    const target = open([namespace('web', { 'pod-security.kubernetes.io/enforce': 'restricted' }), pod('web', 'agent')]);
    expect((await target.preview(await changed(target, web, enforcing('baseline')))).warnings).toEqual([]);
    const warn = await changed(target, web, (r) => ({
      ...r,
      metadata: { ...r.metadata, labels: { ...r.metadata.labels, 'pod-security.kubernetes.io/warn': 'restricted' } },
    }));
    expect((await target.preview(warn)).warnings).toEqual([]);
  });

  it('refuses a level that there is not', async () => {
    const target = open([namespace('web')]);
    await expect(target.preview(await changed(target, web, enforcing('strict')))).rejects.toThrow(
      'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
    );
  });

  it('warns about a workload that the namespace would not like, with every reason', async () => {
    const target = open([
      namespace('web', { 'pod-security.kubernetes.io/warn': 'restricted', 'pod-security.kubernetes.io/warn-version': 'v1.30' }),
    ]);
    expect((await target.preview(creationOf(workload('Deployment', 'web', 'front')))).warnings).toEqual([
      expect.stringMatching(
        /^would violate PodSecurity "restricted:v1.30": allowPrivilegeEscalation != false \(container "main" must set securityContext.allowPrivilegeEscalation=false\), unrestricted capabilities \(/,
      ),
    ]);
  });

  it('refuses a pod that the namespace does not allow, and the pods of a workload', async () => {
    const target = open([namespace('web', { 'pod-security.kubernetes.io/enforce': 'baseline' })]);
    const agent = { securityContext: { privileged: true } };
    await expect(target.preview(creationOf(pod('web', 'agent', agent)))).rejects.toThrow(
      /^pods "agent" is forbidden: violates PodSecurity "baseline:latest": privileged/,
    );
    await expect(target.preview(creationOf(pod('web', 'front')))).resolves.toMatchObject({ checked: 'server' });
    const front = workload('Deployment', 'web', 'front');
    const spec = front['spec'] as { template: { spec: object } };
    const privileged = {
      ...front,
      spec: {
        ...spec,
        template: { ...spec.template, spec: { containers: [{ name: 'main', image: 'registry.example/main:1', ...agent }] } },
      },
    };
    await write(target, creationOf(privileged));
    expect((await rolledOut(target, refOf(front))).at(-1)).toMatchObject({
      state: 'degraded',
      detail: expect.stringMatching(/^FailedCreate: .*violates PodSecurity "baseline:latest"/),
    });
  });
});
