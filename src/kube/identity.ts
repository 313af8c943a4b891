import { createHash } from 'node:crypto';
import { printable } from '../core/printable.ts';
import { field, text } from '../core/resource.ts';
import type { Ask } from './exchange.ts';
import { unexpected } from './failures.ts';
import { isPassing } from './patience.ts';
import { ok, type Answer } from './status.ts';
import type { Transport } from './transport.ts';

/** What a server says about itself and about us. */
export interface Identity {
  readonly id: string;
  readonly ca?: string;
  readonly version?: string;
  readonly user?: string;
}

const sha256 = (value: string): string => createHash('sha256').update(value).digest('hex');

/** The id of a cluster whose kube-system may not be read. */
const hashedId = (server: string, ca: string | undefined): string => `h-${sha256(`${server}\n${ca ?? ''}`).slice(0, 32)}`;

/** Throws a Failure for a server that is not ready: who asks on waits as long again, and takes the cluster for another one. */
const asked = async (transport: Transport, ask: Ask): Promise<Answer> => {
  const answer = await transport.send(ask);
  if (isPassing(answer)) throw unexpected(`${transport.server} is not ready`, answer);
  return answer;
};

/** Of etcd a new leader is chosen within seconds. */
const MOST_AGAIN = 3;

const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

const uidOf = async (transport: Transport): Promise<string | undefined> => {
  const ask: Ask = { method: 'GET', path: '/api/v1/namespaces/kube-system', accept: METADATA };
  let answer = await asked(transport, ask);
  for (let again = 0; answer.status >= 500 && again < MOST_AGAIN; again++) {
    await transport.pause(again);
    answer = await asked(transport, ask);
  }
  if (answer.status >= 500) throw unexpected(`${transport.server} does not say which cluster it is`, answer);
  const uid = text(field(answer.body, 'metadata', 'uid'))?.toLowerCase();
  return ok(answer) && uid !== undefined && /^[a-z0-9-]+$/.test(uid) ? uid : undefined;
};

const versionOf = async (transport: Transport): Promise<string | undefined> => {
  const answer = await asked(transport, { method: 'GET', path: '/version' });
  return ok(answer) ? text(field(answer.body, 'gitVersion')) : undefined;
};

const userOf = async (transport: Transport): Promise<string | undefined> => {
  const apiVersion = 'authentication.k8s.io/v1';
  const path = `/apis/${apiVersion}/selfsubjectreviews`;
  const answer = await asked(transport, { method: 'POST', path, body: { apiVersion, kind: 'SelfSubjectReview' } });
  return ok(answer) ? text(field(answer.body, 'status', 'userInfo', 'username')) : undefined;
};

/** Asks who the cluster is and who we are there; what it does not tell is left out. `pem` is the CA of the kubeconfig. */
export const identify = async (transport: Transport, pem: string | undefined): Promise<Identity> => {
  const ca = pem === undefined ? undefined : sha256(pem.replace(/\s+/g, ''));
  const version = await versionOf(transport);
  const [uid, user] = await Promise.all([uidOf(transport), userOf(transport)]);
  return {
    id: uid ?? hashedId(transport.server, ca),
    ...(ca === undefined ? {} : { ca }),
    ...(version === undefined ? {} : { version: printable(version) }),
    ...(user === undefined ? {} : { user: printable(user) }),
  };
};
