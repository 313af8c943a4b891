import { Refused } from '../app/errors.ts';
import { field } from '../core/resource.ts';
import type { Ask } from './exchange.ts';

type Sent = Pick<Ask, 'method' | 'path' | 'body'>;

const REVIEWS = /^\/apis\/(authorization\.k8s\.io\/v1\/selfsubject(access|rules)reviews|authentication\.k8s\.io\/v1\/selfsubjectreviews)$/;

const isAll = (dryRun: unknown): boolean => Array.isArray(dryRun) && dryRun.length === 1 && dryRun[0] === 'All';

/**
 * Whether the server takes this for a dry-run. A DELETE with a body is one only if the body says so: the query is then
 * ignored, and the object is gone (measured on 1.36).
 */
const isDryRun = ({ method, body }: Sent, query: URLSearchParams): boolean =>
  isAll(query.getAll('dryRun')) && (method !== 'DELETE' || body === undefined || isAll(field(body, 'dryRun')));

/** Whether a request asks the server to store nothing: a read, a dry-run, or a question about one's own rights. */
export const storesNothing = (sent: Sent): boolean => {
  const url = new URL(sent.path, 'https://server');
  return sent.method === 'GET' || isDryRun(sent, url.searchParams) || (sent.method === 'POST' && REVIEWS.test(url.pathname));
};

/** Read-only mode, where requests are sent: nothing that could change the cluster passes. */
export const refuseWrites = (sent: Sent): void => {
  if (storesNothing(sent)) return;
  throw new Refused('kubeharden is in read-only mode: nothing was sent.', [
    'Leave read-only mode first (`!` on the screen, or start without `--read-only`).',
  ]);
};
