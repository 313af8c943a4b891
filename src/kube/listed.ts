import { field, isRecord, items, text, type Resource } from '../core/resource.ts';
import type { Api } from './api.ts';
import { unexpected } from './failures.ts';
import { ok, type Answer } from './status.ts';

export type Fields = Readonly<Record<string, unknown>>;

type Query = Readonly<Record<string, string>>;

const asked = (api: Api, path: string, query: Query): Promise<Answer> =>
  api.transport.send({ method: 'GET', path: `${path}?${new URLSearchParams({ ...query, limit: '500' }).toString()}` });

/** Undefined for what is no list, whatever its status says: a proxy may answer in the place of the server. */
const itemsOf = (answer: Answer): readonly Fields[] | undefined =>
  ok(answer) && isRecord(answer.body) && 'items' in answer.body ? items(answer.body['items']) : undefined;

/** Objects as the server lists them; what may not be read is not known, and then there are none. */
export const listed = async (api: Api, path: string, query: Query = {}): Promise<readonly Fields[]> =>
  itemsOf(await asked(api, path, query)) ?? [];

/**
 * As `listed`, for what would be missed: undefined where it may not be read. A server that is full or fails has not said that
 * there are none: throws a Failure then.
 */
export const listedSurely = async (api: Api, path: string, query: Query = {}): Promise<readonly Fields[] | undefined> => {
  const answer = await asked(api, path, query);
  if (answer.status === 429 || answer.status >= 500) throw unexpected(`${path} cannot be listed`, answer);
  return itemsOf(answer);
};

/** Where the objects of a kind are listed in the namespace of a workload. */
export const beside = (workload: Resource, group: string, resource: string): string =>
  `${group}/namespaces/${encodeURIComponent(workload.metadata.namespace ?? '')}/${resource}`;

/** A workload's selector, as a query asks for it. */
export const selectorOf = (workload: Resource): string => {
  const selector = field(workload, 'spec', 'selector');
  const labels = field(selector, 'matchLabels');
  const equals = isRecord(labels) ? Object.entries(labels).map(([name, value]) => `${name}=${String(value)}`) : [];
  const expressions = items(field(selector, 'matchExpressions')).map((expression) => {
    const [key, operator, values] = [text(expression['key']) ?? '', text(expression['operator']), expression['values']];
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${Array.isArray(values) ? values.join(',') : ''})`;
  });
  return [...equals, ...expressions].join(',');
};
