import { describe, expect, it } from 'vitest';
import { inspectPodSecurity } from '../../../src/analysis/psa/inspect.ts';
import { enforceableLevel, inhabitantsOf } from '../../../src/analysis/psa/namespace.ts';
import { amended, snapshotOf } from '../../../src/core/snapshot.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';

const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: baseline } }
`;
const CONTAINER = '{ name: a, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }';
const SOUND = `securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }, containers: [${CONTAINER}]`;

const deployment = (template: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { replicas: 2, template: { spec: { ${template} } } }
`;
const replicaSet = (name: string, replicas: number, template: string) => `
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: ${name}, namespace: shop, ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: web, controller: true }] }
spec: { replicas: ${replicas}, template: { spec: { ${template} } } }
`;
const pod = (name: string, phase: string, spec: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
status: { phase: ${phase} }
spec: { ${spec} }
`;

const judged = (...documents: string[]) => {
  const snapshot = snapshotFrom([SHOP, ...documents].join('---'), { serverVersion: 'v1.36.2' });
  const [namespace] = snapshot.list('Namespace');
  return { namespace: namespace!, snapshot };
};
const levelIn = (...documents: string[]) => {
  const { namespace, snapshot } = judged(...documents);
  return enforceableLevel(namespace, snapshot);
};

describe('what a namespace can enforce', () => {
  it('is restricted where nothing is', () => {
    expect(levelIn()).toBe('restricted');
  });

  it('is what the weakest of its pods and templates meets', () => {
    expect(levelIn(deployment(SOUND), pod('p', 'Running', SOUND))).toBe('restricted');
    expect(levelIn(deployment(SOUND), pod('p', 'Running', 'containers: [{ name: a }]'))).toBe('baseline');
    expect(levelIn(deployment('hostPID: true'), pod('p', 'Running', SOUND))).toBe('privileged');
  });

  it('does not count what is over: old revisions and pods that have ended', () => {
    const { namespace, snapshot } = judged(
      deployment(SOUND),
      replicaSet('old', 0, 'hostPID: true'),
      pod('done', 'Succeeded', 'hostPID: true'),
    );
    expect(enforceableLevel(namespace, snapshot)).toBe('restricted');
    expect(inhabitantsOf(namespace, snapshot).past.map((one) => one.metadata.name)).toEqual(['done', 'old']);
  });

  it('counts a revision that still runs, and one that belongs to nobody', () => {
    expect(levelIn(deployment(SOUND), replicaSet('old', 1, 'hostPID: true'))).toBe('privileged');
    expect(levelIn(replicaSet('orphan', 0, 'hostPID: true'))).toBe('privileged');
  });

  it("does not count a CronJob's Jobs that are done", () => {
    const cron = `
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly, namespace: shop }
spec: { jobTemplate: { spec: { template: { spec: { ${SOUND} } } } } }
`;
    const job = (status: string) => `
apiVersion: batch/v1
kind: Job
metadata: { name: nightly-1, namespace: shop, ownerReferences: [{ apiVersion: batch/v1, kind: CronJob, name: nightly, controller: true }] }
spec: { template: { spec: { hostPID: true } } }
status: ${status}
`;
    expect(levelIn(cron, job('{ succeeded: 1 }'))).toBe('restricted');
    expect(levelIn(cron, job('{ active: 1 }'))).toBe('privileged');
    expect(levelIn(cron, job('{ failed: 2 }'))).toBe('privileged');
  });
});

describe('inspectPodSecurity', () => {
  it('says for each pod and template what would be refused, and for each namespace what it could enforce', () => {
    const { snapshot } = judged(deployment('containers: [{ name: a }], hostPID: true'), pod('p', 'Running', SOUND));
    const report = inspectPodSecurity(snapshot, { level: 'baseline', version: 'latest' });
    expect(report.version).toBe('v1.36');
    expect(report.results.map(({ ref, violations }) => [ref.kind, violations.map(({ check }) => check)])).toEqual([
      ['Pod', []],
      ['Deployment', ['hostNamespaces']],
    ]);
    expect(report.namespaces).toEqual([{ namespace: 'shop', enforces: 'baseline', meets: 'privileged' }]);
  });

  it('leaves out what is over in a cluster, and counts it; what stands in files is not over', () => {
    const { snapshot } = judged(deployment(SOUND), replicaSet('old', 0, 'hostPID: true'), pod('done', 'Succeeded', 'hostPID: true'));
    const question = { level: 'baseline', version: 'latest' } as const;
    const report = inspectPodSecurity(snapshot, question);
    expect(report.results.map(({ ref }) => ref.name)).toEqual(['web']);
    expect(report.past).toBe(2);
    const inFiles = inspectPodSecurity(amended(snapshot, { facts: { ...snapshot.facts, origin: 'files' } }), question);
    expect(inFiles.results.map(({ ref }) => ref.name).sort()).toEqual(['done', 'old', 'web']);
    expect(inFiles.past).toBe(0);
  });

  it('reports on what is selected, and on namespaces that were read whole', () => {
    const { snapshot } = judged(deployment(SOUND), pod('p', 'Running', SOUND));
    const question = { level: 'restricted', version: 'latest' } as const;
    const selected = inspectPodSecurity(snapshot, { ...question, selects: ({ kind }) => kind === 'Pod' });
    expect(selected.results.map(({ ref }) => ref.name)).toEqual(['p']);
    expect(inspectPodSecurity(snapshot, { ...question, namespace: 'other' }).namespaces).toEqual([]);
    const blind = (namespace?: string) => {
      const unread = { kind: 'Pod', reason: 'forbidden', ...(namespace === undefined ? {} : { namespace }) };
      const entries = [...snapshot.list('Namespace'), ...snapshot.list('Pod')].map((resource) => ({ resource }));
      return inspectPodSecurity(snapshotOf(entries, snapshot.facts, [unread]), question).namespaces.length;
    };
    expect([blind(), blind('shop'), blind('other')]).toEqual([0, 0, 1]);
  });
});
