import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { describeViolations } from '../../src/analysis/psa/describe.ts';
import { hardening, type Unmet } from '../../src/app/hardening.ts';
import { annotationsOf, type Resource } from '../../src/core/resource.ts';
import { WORKLOAD_KINDS } from '../../src/core/workload.ts';
import { plainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { dryRunOn, podSecurityOf, type DryRun } from '../control-plane/dryRun.ts';
import { snapshotFrom } from '../remediations/manifests.ts';
import { workloads } from '../remediations/podTemplates.ts';
import { demoObjects } from './demoCluster.ts';

const NAMESPACE = 'warns';

/** Neither is a question here: pods of namespaces and priorities that are not there would be refused before anything is judged. */
const FLAGS = ['--disable-admission-plugins=ServiceAccount,Priority'];

/** Of a Pod the server turns AppArmor annotations into fields before it judges, so what stays of them it says in other words. */
const isSynced = (resource: Resource): boolean =>
  resource.kind === 'Pod' && Object.keys(annotationsOf(resource)).some((name) => name.includes('apparmor'));

describeOnControlPlane('what was hardened to restricted, on a real API server', { flags: FLAGS }, (plane) => {
  let dryRun: DryRun;
  let serverVersion: string;

  beforeAll(async () => {
    const api = plainApi(plane());
    dryRun = dryRunOn(plane());
    serverVersion = ((await api.must('GET', '/version')) as unknown as { gitVersion: string }).gitVersion;
    const labels = { 'pod-security.kubernetes.io/warn': 'restricted' };
    await api.must('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE, labels } });
    await api.close();
  });
  afterAll(() => dryRun.close());

  const hardened = (resource: Resource, refused: readonly string[]): { readonly after: Resource; readonly unmet: readonly Unmet[] } => {
    const { proposals, unmet } = hardening({
      snapshot: snapshotFrom([resource], { origin: 'files', serverVersion }),
      catalogue,
      level: 'restricted',
      version: 'latest',
      answers: { 'run-as-root': { uid: '10001' } },
      refuses: ({ remediation }) => (refused.includes(remediation) ? 'somebody needs it' : undefined),
    });
    return { after: proposals[0]?.change.after ?? resource, unmet };
  };

  const ask = (resource: Resource) => dryRun.creating({ ...resource, metadata: { ...resource.metadata, namespace: NAMESPACE } });

  /** Whether nothing is left to warn of; undefined for an object that the server finds invalid to begin with. */
  const isMet = async (resource: Resource, refused: readonly string[] = []): Promise<boolean | undefined> => {
    if ((await ask(resource)).status !== 201) return undefined;
    const { after, unmet } = hardened(resource, refused);
    const verdict = await ask(after);
    expect(verdict.status, verdict.text).toBe(201);
    const said = unmet.map(({ violations }) => `would violate PodSecurity "restricted:latest": ${describeViolations(violations)}`);
    expect(podSecurityOf(verdict)).toEqual(said);
    return said.length === 0;
  };

  it('draws no warning of the demo, or exactly what is said to be left', async () => {
    const kinds = WORKLOAD_KINDS.map((kind) => kind.split('/').at(-1));
    const verdicts = new Map<string, boolean | undefined>();
    for (const object of demoObjects().filter(({ kind }) => kinds.includes(kind)))
      verdicts.set(`${object.kind} ${object.metadata.name}`, await isMet(object));
    expect(verdicts.size).toBeGreaterThan(10);
    expect([...verdicts].filter(([, met]) => met === undefined)).toEqual([]);
    expect([...verdicts].filter(([, met]) => !met).map(([name]) => name)).toContain('DaemonSet node-agent');
    expect([...verdicts.values()].filter(Boolean).length).toBeGreaterThan(10);
  });

  it('draws no warning of any pod template, or exactly what is said to be left, whatever was not accepted', async () => {
    const ids = catalogue.map(({ id }) => id);
    const refusals = fc.oneof({ weight: 2, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: fc.subarray(ids) });
    const counted = { met: 0, unmet: 0, invalid: 0 };
    const judge = async (resource: Resource, refused: readonly string[]): Promise<void> => {
      const met = await isMet(resource, isSynced(resource) ? [] : refused);
      counted[met === undefined ? 'invalid' : met ? 'met' : 'unmet']++;
    };
    await fc.assert(fc.asyncProperty(workloads, refusals, judge), { numRuns: 600 });
    expect(counted.met, JSON.stringify(counted)).toBeGreaterThan(10);
    expect(counted.unmet, JSON.stringify(counted)).toBeGreaterThan(10);
  });
});
