import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { actionOf, type Change } from '../../src/core/change.ts';
import { planChanges } from '../../src/core/plan.ts';
import { field, isRecord, kindOf, type Resource } from '../../src/core/resource.ts';
import { scanOne } from '../../src/core/scan.ts';
import { podSpecOf, podSpecPath, withContainers, withPodMetadata, withPodSpec } from '../../src/core/workload.ts';
import { plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { dryRunOn, type DryRun, type Verdict } from '../control-plane/dryRun.ts';
import { snapshotFrom } from '../remediations/manifests.ts';
import { allStated, type Proven } from '../remediations/stated.ts';

const changesOf = ({ remediation, stated }: Proven): readonly Change[] => {
  const snapshot = snapshotFrom(stated.weak, stated.facts);
  const { findings } = scanOne(remediation, snapshot, () => undefined);
  return planChanges(snapshot, findings, [remediation], { [remediation.id]: stated.answers ?? {} }).map(({ change }) => change);
};

const LABELS = { app: 'stated' };

/** Manifests of tests say what matters to them: the rest of what the server demands of a workload. */
const completed = (resource: Resource): Resource => {
  if (!podSpecOf(resource)) return resource;
  const named = withPodSpec(resource, (spec) => ({
    ...(kindOf(resource).startsWith('batch/') ? { restartPolicy: 'Never' } : {}),
    ...withContainers(spec, (container) => ({ image: 'registry.k8s.io/pause', ...container })),
  }));
  const path = podSpecPath(resource) ?? [];
  if (path[0] !== 'spec' || path.length < 2 || kindOf(resource).startsWith('batch/')) return named;
  const bare = field(named, 'spec', 'template', 'metadata') === undefined;
  const spec = (isRecord(named['spec']) ? named['spec'] : {}) as { readonly selector?: unknown; readonly template?: object };
  const selecting = { ...named, spec: { ...spec, template: bare ? { metadata: {}, ...spec.template } : spec.template } } as Resource;
  if (spec.selector !== undefined) return selecting;
  const labelled = withPodMetadata(selecting, (metadata) => ({ ...metadata, labels: LABELS }));
  return { ...labelled, spec: { ...(labelled['spec'] as object), selector: { matchLabels: LABELS } } };
};

describeOnControlPlane('what remediations propose', { flags: ['--disable-admission-plugins=ServiceAccount,Priority'] }, (plane) => {
  let [api, dryRun, proven]: [PlainApi | undefined, DryRun | undefined, readonly Proven[]] = [undefined, undefined, []];
  const namespaces = new Set<string>(['default', 'kube-system']);

  beforeAll(async () => {
    api = plainApi(plane());
    dryRun = dryRunOn(plane());
    proven = await allStated();
  });
  afterAll(() => Promise.all([api?.close(), dryRun?.close()]));

  /** In a namespace that is there; what names none is in `default`, if its kind is in namespaces. */
  const ask = async (resource: Resource): Promise<Verdict> => {
    const { namespace } = resource.metadata;
    if (namespace !== undefined && !namespaces.has(namespace)) {
      await api!.ask('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
      namespaces.add(namespace);
    }
    const { uid: _uid, resourceVersion: _version, ownerReferences: _owners, ...metadata } = resource.metadata;
    const asNew = { ...completed(resource), metadata };
    const verdict = await dryRun!.creating(asNew);
    return verdict.status === 405 ? dryRun!.creating({ ...asNew, metadata: { ...metadata, namespace: 'default' } }) : verdict;
  };
  /** An object that is there already, such as a role of the server's own, is as good as accepted. */
  const isAccepted = ({ status }: Verdict): boolean => status === 201 || status === 409;

  it('states every remediation of the catalogue', () => {
    const ids = new Set(proven.map(({ remediation }) => remediation.id));
    expect(catalogue.filter(({ id }) => !ids.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it('is accepted by the API server, to the last field', async () => {
    const accepted = new Map<string, number>();
    const wrong: string[] = [];
    for (const one of proven)
      for (const change of changesOf(one)) {
        const { before, after } = change;
        if (!after || after.apiVersion.startsWith('kubeharden/')) continue;
        // Where the weak manifest itself leaves out what the server demands, nothing can be said of what became of it.
        if (before && !isAccepted(await ask(before))) continue;
        const verdict = await ask(after);
        const what = `${actionOf(change)} ${kindOf(after)}`;
        if (isAccepted(verdict)) accepted.set(what, (accepted.get(what) ?? 0) + 1);
        else wrong.push(`${one.remediation.id}: ${what} ${after.metadata.name}: ${verdict.text}`);
      }
    expect(wrong).toEqual([]);
    const proposed = [
      'create ServiceAccount',
      'create networking.k8s.io/NetworkPolicy',
      'create rbac.authorization.k8s.io/RoleBinding',
      'create admissionregistration.k8s.io/ValidatingAdmissionPolicy',
      'edit rbac.authorization.k8s.io/ClusterRole',
      'edit apps/Deployment',
      'edit Namespace',
    ];
    expect(proposed.filter((what) => !accepted.has(what))).toEqual([]);
  });
});
