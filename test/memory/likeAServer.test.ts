import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { Failure } from '../../src/app/errors.ts';
import { scanTarget, type Scan } from '../../src/app/scan.ts';
import { formatPath } from '../../src/core/diff.ts';
import { effectOf } from '../../src/app/sameOutcome.ts';
import type { Target } from '../../src/app/target.ts';
import type { Change } from '../../src/core/change.ts';
import type { Finding } from '../../src/core/finding.ts';
import { planChanges } from '../../src/core/plan.ts';
import { field, kindOf, refKey, type Resource } from '../../src/core/resource.ts';
import { ROLLOUT_KINDS } from '../../src/core/workload.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { demoEntries } from '../../src/memory/demo.ts';
import { openMemory } from '../../src/memory/target.ts';
import { collectionOf, pathOf, plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { RUNNING } from '../control-plane/start.ts';

const DEMO = path.join(import.meta.dirname, '../../demo');

/** What `kubectl apply -f demo` takes: the files, not the folders. */
const manifests = async (): Promise<readonly Resource[]> => {
  const files = (await readdir(DEMO)).filter((file) => file.endsWith('.yaml')).sort();
  return (await Promise.all(files.map((file) => readFile(path.join(DEMO, file), 'utf8')))).flatMap((text) => loadAll(text) as Resource[]);
};

/** Names of pods, which are made up on both sides. */
const anonymous = (warning: string): string => warning.replace(/^[\w.-]+(?=(?: \(and \d+ other pods?\))?: )/, 'POD');

const answerOf = async (target: Target, change: Change): Promise<unknown> => {
  try {
    const preview = await target.preview(change);
    return {
      effect: effectOf(preview).toSorted((a, b) => formatPath(a.path).localeCompare(formatPath(b.path))),
      checked: preview.checked,
      warnings: preview.warnings.map(anonymous),
    };
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
};

describeOnControlPlane('the demo in memory and on a real API server', RUNNING, (plane) => {
  let api: PlainApi;
  let sides: readonly { readonly target: Target; readonly scan: Scan }[] = [];
  let own: (finding: Finding) => boolean;

  beforeAll(async () => {
    api = plainApi(plane());
    const objects = await manifests();
    for (const object of objects) await api.must('POST', collectionOf(object), object);
    const ready = async (workload: Resource): Promise<boolean> => {
      const live = await api.must('GET', pathOf(workload));
      const { replicas = 0, readyReplicas = 0, numberReady = 0 } = (live['status'] ?? {}) as Record<string, number | undefined>;
      return numberReady > 0 || (readyReplicas === field(live, 'spec', 'replicas') && readyReplicas === replicas);
    };
    for (const workload of objects.filter((object) => ROLLOUT_KINDS.includes(kindOf(object))))
      await vi.waitUntil(() => ready(workload), { timeout: 60_000 });
    const targets = [
      openMemory({ entries: await demoEntries(DEMO) }),
      await openCluster({ kubeconfig: plane().kubeconfig, readOnly: true }),
    ];
    sides = await Promise.all(targets.map(async (target) => ({ target, scan: await scanTarget({ target, catalogue }) })));
    const namespaces = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
    const names = new Set(objects.map((object) => `${object.kind} ${object.metadata.name}`));
    own = ({ ref }) => namespaces.has(ref.namespace ?? '') || names.has(`${ref.kind} ${ref.name}`);
  });
  afterAll(async () => {
    await Promise.all(sides.map(({ target }) => target.close()));
    await api.close();
  });

  it('has the same findings', () => {
    const [memory, cluster] = sides.map(({ scan }) =>
      scan.result.findings
        .filter(own)
        .map(({ id, fix, evidence, doubts }) => ({ id, fix, evidence, doubts }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    expect(memory?.length).toBeGreaterThan(30);
    expect(memory).toEqual(cluster);
  });

  it('gives the same answer to every change: what would be stored, and the warnings', async () => {
    const answers = await Promise.all(
      sides.map(async ({ target, scan }) => {
        const findings = scan.result.findings.filter(own).filter(({ fix }) => fix === 'auto' || fix === 'guard' || fix === 'owned');
        const told: Record<string, unknown> = {};
        for (const finding of findings) {
          for (const { change } of planChanges(scan.snapshot, [finding], catalogue)) {
            told[`${finding.remediation} ${refKey(change.ref)}`] = await answerOf(target, change);
          }
        }
        return told;
      }),
    );
    expect(Object.keys(answers[0] ?? {}).length).toBeGreaterThan(30);
    expect(answers[0]).toEqual(answers[1]);
  });
});
