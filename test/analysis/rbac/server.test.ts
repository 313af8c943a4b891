import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogue } from '../../../remediations/index.ts';
import { isNamespaced, resourcesOf, verbsOn, VERBS } from '../../../src/analysis/rbac/apiResources.ts';
import { items, text, type Resource } from '../../../src/core/resource.ts';
import { scan } from '../../../src/core/scan.ts';
import { plainApi, type PlainApi } from '../../control-plane/api.ts';
import { describeOnControlPlane } from '../../control-plane/describe.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';

interface ServedResource {
  readonly group: string;
  readonly name: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** `v1`, `apps/v1`: one for each version of each group. */
const groupVersions = async (api: PlainApi): Promise<readonly string[]> => {
  const groups = items((await api.must('GET', '/apis'))['groups']);
  return ['v1', ...groups.flatMap((group) => items(group['versions']).flatMap((version) => text(version['groupVersion']) ?? []))];
};

const servedBy = async (api: PlainApi): Promise<readonly ServedResource[]> => {
  const found = await Promise.all(
    (await groupVersions(api)).map(async (version) => {
      const list = await api.must('GET', version === 'v1' ? '/api/v1' : `/apis/${version}`);
      const group = version.includes('/') ? (version.split('/')[0] ?? '') : '';
      return items(list['resources']).map((resource) => ({ ...resource, group }) as unknown as ServedResource);
    }),
  );
  return found.flat();
};

describeOnControlPlane('what RBAC is about on a real API server', { controllers: true }, (plane) => {
  let api: PlainApi;
  beforeAll(() => void (api = plainApi(plane())));
  afterAll(() => api.close());

  it('is what the table of API resources says, with its scope and its verbs', async () => {
    const served = await servedBy(api);
    expect(served.length).toBeGreaterThan(100);
    expect(served.filter(({ group, name }) => !resourcesOf(group)?.includes(name)).map(({ group, name }) => `${group}/${name}`)).toEqual(
      [],
    );
    expect(served.filter(({ group, name, namespaced }) => isNamespaced(group, name) !== namespaced).map(({ name }) => name)).toEqual([]);
    const unknown = served.filter(({ name, verbs }) => verbs.some((verb) => VERBS.includes(verb) && !verbsOn(name).includes(verb)));
    expect(unknown.map(({ name, verbs }) => `${name}: ${verbs.join()}`)).toEqual([]);
  });

  it('is no finding as long as nobody has added anything', async () => {
    const lists = await Promise.all(
      ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'].map(async (plural) => {
        const path = `/apis/rbac.authorization.k8s.io/v1/${plural}`;
        const kind = text((await api.must('GET', path))['kind'])?.replace(/List$/, '') ?? '';
        return items((await api.must('GET', path))['items']).map(
          (item) => ({ ...item, apiVersion: 'rbac.authorization.k8s.io/v1', kind }) as unknown as Resource,
        );
      }),
    );
    const rbac = catalogue.filter(({ category, id }) => category === 'rbac' || id === 'default-sa-bound');
    const { findings, byDesign } = scan(snapshotFrom(lists.flat()), rbac, () => undefined);
    expect(findings.map(({ id }) => id)).toEqual([]);
    expect(byDesign.length).toBeGreaterThan(0);
  });
});
