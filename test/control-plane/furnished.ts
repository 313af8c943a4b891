import type { Resource } from '../../src/core/resource.ts';
import type { PlainApi } from './api.ts';

/** What controllers put into every namespace, some time after it was made. */
const FURNITURE = [
  ['/api/v1/serviceaccounts', 'default'],
  ['/api/v1/configmaps', 'kube-root-ca.crt'],
] as const;

const listed = async (api: PlainApi, collection: string): Promise<readonly Resource[]> =>
  ((await api.must('GET', collection)) as unknown as { readonly items: readonly Resource[] }).items;

/** Resolves once every namespace has what controllers put into it: until then an object may come by itself between two looks. */
export const furnished = async (api: PlainApi): Promise<void> => {
  const namespaces = (await listed(api, '/api/v1/namespaces')).map(({ metadata }) => metadata.name);
  for (const [collection, name] of FURNITURE)
    for (let lacking = namespaces; lacking.length > 0;) {
      const there = new Set(
        (await listed(api, collection)).flatMap(({ metadata }) => (metadata.name === name ? [metadata.namespace] : [])),
      );
      lacking = lacking.filter((namespace) => !there.has(namespace));
    }
};
