import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dump, load, loadAll } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { ownersOf } from '../../src/analysis/owners.ts';
import type { Plan, PlannedChange } from '../../src/app/plan.ts';
import { differences, withoutServerFields } from '../../src/core/diff.ts';
import { planChanges } from '../../src/core/plan.ts';
import { isRecord, type Resource } from '../../src/core/resource.ts';
import { scan } from '../../src/core/scan.ts';
import { writeFolder } from '../../src/manifests/writeFolder.ts';
import { asStream, kustomizeFiles, objectFiles } from '../../src/report/sourceFiles.ts';
import { strategicMerge } from '../core/strategicMerge.ts';
import { demoObjects } from '../e2e/demoCluster.ts';
import { snapshotFrom } from '../remediations/manifests.ts';
import { kustomize } from './kustomize.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'sources-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const OBJECTS = demoObjects();

/** All that the catalogue would change of the demo, or of a part of it. */
const planOf = (wanted: (change: PlannedChange) => boolean = () => true): Plan => {
  const snapshot = snapshotFrom(OBJECTS);
  const { findings } = scan(snapshot, catalogue, (resource) => ownersOf(resource)[0]);
  const changes = planChanges(snapshot, findings, catalogue).map((proposed): PlannedChange => {
    const { before } = proposed.change;
    const impact = { now: [], later: [], warnings: [], rollback: [] };
    return { ...proposed, impact, owners: before ? ownersOf(before) : [], danger: 'y' };
  });
  return { changes: changes.filter(wanted), denials: [] };
};

const byHelm = ({ owners }: PlannedChange): boolean => owners[0]?.tool === 'helm';

interface Kustomization {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resources: readonly string[];
  readonly patches?: readonly { readonly target: Readonly<Record<string, string>>; readonly patch: string }[];
}

const kustomizations = (plan: Plan): readonly Kustomization[] =>
  kustomizeFiles(plan)
    .files.filter(({ name }) => name.endsWith('kustomization.yaml'))
    .map(({ text }) => load(text) as Kustomization);

/** Less what kustomize puts in another order: fields, and lists that are merged. */
const sameAs = (built: Resource, after: Resource): boolean => differences(sorted(built), sorted(after)).length === 0;

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return isRecord(value)
    ? Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, sorted(value[key])]),
      )
    : value;
};

describe('a plan as kustomizations', () => {
  it('has the form that kustomize documents, and files for all resources that it names', () => {
    const plan = planOf();
    const names = new Set(kustomizeFiles(plan).files.map(({ name }) => name));
    expect(names.size).toBeGreaterThan(10);
    for (const [at, { apiVersion, kind, resources, patches = [] }] of kustomizations(plan).entries()) {
      expect([apiVersion, kind]).toEqual(['kustomize.config.k8s.io/v1beta1', 'Kustomization']);
      expect(resources.length).toBeGreaterThan(0);
      if (at === 0) for (const below of resources) expect(names).toContain(`${below}/kustomization.yaml`);
      for (const { target, patch } of patches) {
        expect(Object.keys(target).filter((field) => !['group', 'kind', 'name', 'namespace'].includes(field))).toEqual([]);
        expect(load(patch)).toMatchObject({ kind: target['kind'] });
      }
    }
  });

  it('patches each object of a source to what the plan makes of it', () => {
    const { changes } = planOf(({ change: { before, after } }) => before !== undefined && after !== undefined);
    const patches = kustomizations({ changes, denials: [] }).flatMap(({ patches: all = [] }) =>
      all.map(({ patch }) => load(patch) as Resource),
    );
    expect(patches).toHaveLength(changes.length);
    for (const { change } of changes) {
      const patch = patches.find(
        ({ kind, metadata }) =>
          kind === change.ref.kind && metadata.name === change.ref.name && metadata.namespace === change.ref.namespace,
      );
      expect(sameAs(strategicMerge(withoutServerFields(change.before!), patch) as Resource, withoutServerFields(change.after!))).toBe(true);
    }
  });

  it('tells of a Helm release what can be known of it, and how to render through the patches', () => {
    const { files } = kustomizeFiles(planOf(byHelm));
    const text = files.find(({ name }) => name === 'kustomization.yaml')?.text ?? '';
    expect(text).toContain('# Helm release metrics');
    expect(text).toContain('helm upgrade metrics CHART -n monitoring --reuse-values --post-renderer ./post-render.sh');
    expect(text).toMatch(/which it has, the cluster does not tell/);
    const targets = (load(text) as Kustomization).patches?.map(({ target }) => target['namespace']) ?? [];
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((namespace) => namespace !== undefined)).toEqual([]);
  });

  it('has a folder for each source', () => {
    const { files } = kustomizeFiles(planOf());
    const folders = new Set(files.map(({ name }) => path.dirname(name)));
    expect([...folders]).toEqual(expect.arrayContaining(['.', 'helm-metrics', 'argocd-storefront', 'manifests']));
  });

  it('holds no credential, and says what it left out for that', () => {
    const secretive: Resource = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'app', namespace: 'shop' },
      data: { 'db-password': 'correct-horse-7' },
    };
    const { data: _data, ...bare } = secretive;
    const [template] = planOf().changes;
    const change = (before: Resource | undefined, after: Resource): PlannedChange => ({
      ...template!,
      owners: [],
      change: { ref: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'app' }, ...(before ? { before } : {}), after },
    });
    for (const planned of [change(undefined, secretive), change(bare, secretive)]) {
      const plan = { changes: [planned], denials: [] };
      for (const made of [kustomizeFiles(plan), objectFiles(plan)]) {
        expect(JSON.stringify(made.files)).not.toContain('correct-horse');
        expect(made.left).toEqual([{ ref: planned.change.ref, reason: expect.stringContaining('credential') }]);
      }
    }
  });

  it('is written only where nothing is, and nowhere else', async () => {
    const { files } = kustomizeFiles(planOf(byHelm));
    const target = path.join(folder, 'new', 'deep');
    await writeFolder(target, files);
    expect(readFileSync(path.join(target, 'kustomization.yaml'), 'utf8')).toBe(files[0]?.text);
    expect(statSync(path.join(target, 'post-render.sh')).mode & 0o111).toBe(0o111);
    await expect(writeFolder(target, files)).rejects.toThrow(/is not empty/);
    writeFileSync(path.join(folder, 'file'), '');
    await expect(writeFolder(path.join(folder, 'file'), files)).rejects.toThrow(/could not be written/);
    const hostile = planOf().changes.map((planned): PlannedChange => {
      const name = '../../../escaped';
      const rename = (resource: Resource): Resource => ({ ...resource, metadata: { ...resource.metadata, name, namespace: '..' } });
      const { after } = planned.change;
      return {
        ...planned,
        owners: [{ tool: 'helm', name, strength: 'strong', consequence: '' }],
        change: { ref: { ...planned.change.ref, name, namespace: '..' }, ...(after ? { after: rename(after) } : {}) },
      };
    });
    const names = [...kustomizeFiles({ changes: hostile, denials: [] }).files, ...objectFiles({ changes: hostile, denials: [] }).files].map(
      ({ name }) => name,
    );
    expect(names.filter((name) => path.normalize(name) !== name || path.isAbsolute(name) || name.startsWith('..'))).toEqual([]);
  });

  const tool = kustomize();
  describe.skipIf('missing' in tool)(`built by kustomize${'missing' in tool ? ` (skipped: ${tool.missing})` : ''}`, () => {
    const build = 'missing' in tool ? () => '' : tool.build;

    it('is taken as it is: what is new comes out', async () => {
      const plan = planOf();
      await writeFolder(path.join(folder, 'all'), kustomizeFiles(plan).files);
      const built = loadAll(build(path.join(folder, 'all'))).filter(Boolean);
      expect(built).toHaveLength(plan.changes.filter(({ change }) => change.before === undefined).length);
    });

    it('makes of the sources exactly what the plan says', async () => {
      const { changes } = planOf(({ change: { before, after } }) => before !== undefined && after !== undefined);
      const { files } = kustomizeFiles({ changes, denials: [] });
      await writeFolder(path.join(folder, 'all'), files);
      let compared = 0;
      for (const below of new Set(files.map(({ name }) => path.dirname(name)).filter((name) => name !== '.'))) {
        const mine = changes.filter(({ change }) =>
          files.find(({ name }) => name === `${below}/kustomization.yaml`)?.text.includes(`"name":"${change.ref.name}"`),
        );
        writeFileSync(
          path.join(folder, 'all', below, 'source.yaml'),
          mine.map(({ change }) => `---\n${dump(withoutServerFields(change.before!), { noRefs: true })}`).join(''),
        );
        const built = loadAll(build(path.join(folder, 'all', below))) as Resource[];
        for (const { change, owners } of mine) {
          if (below !== 'manifests' && !owners.some(({ strength }) => strength === 'strong')) continue;
          const result = built.find(
            ({ kind, metadata }) =>
              kind === change.ref.kind && metadata.name === change.ref.name && metadata.namespace === change.ref.namespace,
          );
          expect(result && sameAs(result, withoutServerFields(change.after!)), `${change.ref.kind} ${change.ref.name}`).toBe(true);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(20);
    });
  });
});

describe('a plan as plain objects', () => {
  it('is what would be stored, object by object, less what the server keeps for itself', () => {
    const plan = planOf();
    const made = objectFiles(plan);
    const objects = loadAll(asStream(made)).filter(Boolean) as Resource[];
    expect(objects.length + made.left.length).toBe(plan.changes.filter(({ change }) => change.after).length);
    for (const { metadata } of objects) expect(metadata).not.toHaveProperty('resourceVersion');
  });
});
