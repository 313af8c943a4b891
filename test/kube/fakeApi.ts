import { isRecord } from '../../src/core/resource.ts';
import type { Api } from '../../src/kube/api.ts';
import { discoverer } from '../../src/kube/discovery.ts';
import { APPS, CORE, discovery } from './discovered.ts';
import { serve, transportTo, type Plain, type Reply, type Request, type TestServer } from './server.ts';

export interface Scripted {
  readonly api: Api;
  readonly server: TestServer;
  /** What was sent after discovery. */
  readonly sent: () => readonly Request[];
}

/** An API whose every answer after discovery is scripted; `nth` counts them from 0. */
export const scripted = async (answer: (request: Request, nth: number) => Reply): Promise<Scripted> => {
  const known: Readonly<Record<string, Plain>> = discovery(CORE, APPS);
  const isOwn = (request: Request): boolean => known[request.path] === undefined;
  let count = 0;
  const server = await serve((request) => known[request.path] ?? answer(request, count++));
  const { transport } = transportTo(server);
  return {
    api: { transport, discover: discoverer(transport), fieldManager: 'kubeharden' },
    server,
    sent: () => server.requests.filter(isOwn),
  };
};

export const isDryRun = (request: Request): boolean =>
  request.query.get('dryRun') === 'All' &&
  (request.method !== 'DELETE' || (isRecord(request.body) && Array.isArray(request.body['dryRun'])));
