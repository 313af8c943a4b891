import { afterAll, beforeAll } from 'vitest';
import type { Resource } from '../../src/core/resource.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { collectionOf, pathOf, plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { RUNNING } from '../control-plane/start.ts';
import { describeTarget } from './target.ts';

/** In the order of the API server: a namespace before what stands in it. */
const create = async (api: PlainApi, objects: readonly Resource[]): Promise<void> => {
  for (const object of objects) await api.must('POST', collectionOf(object), object);
};

/** Sent again when a controller was faster. */
const edit = async (api: PlainApi, resource: Resource, change: (live: Resource) => Resource): Promise<void> => {
  for (;;) {
    const { status, text } = await api.ask('PUT', pathOf(resource), change(await api.must('GET', pathOf(resource))));
    if (status === 200) return;
    if (status !== 409) throw new Error(text);
  }
};

describeOnControlPlane('the contract on a real API server', RUNNING, (plane) => {
  let api: PlainApi;
  beforeAll(() => void (api = plainApi(plane())));
  afterAll(() => api.close());

  describeTarget(
    'a cluster',
    async (objects, { readOnly = false } = {}) => {
      await create(api, objects);
      const target = await openCluster({ kubeconfig: plane().kubeconfig, readOnly });
      const outside = {
        edit: (resource: Resource, change: (live: Resource) => Resource) => edit(api, resource, change),
        create: (resource: Resource) => create(api, [resource]),
        remove: async (resource: Resource) => void (await api.must('DELETE', pathOf(resource))),
      };
      return { target, outside, close: () => target.close() };
    },
    { hasIdentity: true, goesOnBeside: true, hasRollouts: true, hasFieldOwners: true, holdsMalformed: false, isWatched: true },
  );
});
