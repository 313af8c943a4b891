import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import type { Resource } from '../../src/core/resource.ts';
import type { ControlPlane } from './start.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The plainest client that there is: what others do to the cluster, independent of the code under test. */
export interface PlainApi {
  /** Any answer, whatever its status. */
  readonly ask: (method: Method, path: string, body?: unknown) => Promise<Answer>;
  /** Throws with the server's message unless the answer is 2xx. */
  readonly must: (method: Method, path: string, body?: unknown) => Promise<Resource>;
  readonly close: () => Promise<void>;
}

const pluralOf = (kind: string): string => {
  const name = kind.toLowerCase();
  return name.endsWith('s') ? `${name}es` : name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
};

/** `/apis/apps/v1/namespaces/web/deployments` */
export const collectionOf = ({ apiVersion, kind, metadata }: Resource): string => {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}${namespace}/${pluralOf(kind)}`;
};

export const pathOf = (resource: Resource): string => `${collectionOf(resource)}/${resource.metadata.name}`;

export const plainApi = ({ server, token, caFile }: ControlPlane): PlainApi => {
  const dispatcher = new Agent({ connect: { ca: readFileSync(caFile, 'utf8') } });
  const ask: PlainApi['ask'] = async (method, path, body) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': type }) };
    const answer = await request(server + path, {
      dispatcher,
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  return {
    ask,
    must: async (method, path, body) => {
      const { status, text } = await ask(method, path, body);
      if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`);
      return JSON.parse(text) as Resource;
    },
    close: () => dispatcher.close(),
  };
};
