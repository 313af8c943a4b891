import type { Preview } from '../app/target.ts';
import type { Change } from '../core/change.ts';
import type { Resource } from '../core/resource.ts';
import { getObject, objectIn, servedAs, type Api } from './api.ts';
import { alreadyThere, carriedOver, checkUnchanged, gone } from '../app/carryOver.ts';
import type { Served } from './discovery.ts';
import { persistently } from './persistently.ts';
import { refusal, whyUnverified } from './refusal.ts';
import { creation, deletion, patch } from './request.ts';
import { messageOf, ok, reasonOf, type Answer } from './status.ts';

type Edit = Change & { readonly before: Resource; readonly after: Resource };

const unverified = (answer: Answer, sides: Pick<Preview, 'before' | 'after'>): Preview | undefined => {
  const reason = whyUnverified(answer);
  return reason === undefined ? undefined : { ...sides, warnings: answer.warnings, checked: 'unverified', reason };
};

const tryCreation = async (api: Api, served: Served, change: Change & { readonly after: Resource }): Promise<Preview> => {
  const answer = await api.transport.send(creation(api, served, change.after)('dry-run'));
  const { warnings } = answer;
  if (ok(answer)) return { after: objectIn(served, answer), warnings, checked: 'server' };
  if (reasonOf(answer) === 'AlreadyExists') throw alreadyThere(change.ref);
  const sides = { after: change.after };
  if (answer.status === 404) return { ...sides, warnings, checked: 'later', reason: `after an earlier step: ${messageOf(answer)}` };
  const open = unverified(answer, sides);
  if (open) return open;
  throw refusal(change.ref, answer);
};

const isStale = (answer: Answer): boolean => answer.status === 409 && reasonOf(answer) === 'Conflict';

/** Undefined: the object was written to between reading and trying. */
const tryOn = async (api: Api, served: Served, change: Change, live: Resource): Promise<Preview | undefined> => {
  const merged = change.after ? carriedOver(change as Edit, live) : undefined;
  if (merged === live) return { before: live, after: live, warnings: [], checked: 'server' };
  if (!merged && change.before) checkUnchanged(change.ref, change.before, live);
  const request = merged ? patch(api, served, live, merged) : deletion(served, live);
  const answer = await api.transport.send(request('dry-run'));
  const { warnings } = answer;
  if (ok(answer)) return { before: live, ...(merged ? { after: objectIn(served, answer) } : {}), warnings, checked: 'server' };
  if (isStale(answer)) return undefined;
  if (answer.status === 404) throw gone(change.ref);
  const open = unverified(answer, { before: live, ...(merged ? { after: merged } : {}) });
  if (open) return open;
  throw refusal(change.ref, answer);
};

/** Tries a change on the object as it stands, which changes nothing. Throws Stale and Refused. */
export const previewChange = async (api: Api, change: Change): Promise<Preview> => {
  const { ref, before, after } = change;
  const served = await servedAs(api, ref);
  if (!before && after) return tryCreation(api, served, { ...change, after });
  return persistently(api, ref, async () => {
    const live = await getObject(api, ref);
    if (!live) throw gone(ref);
    return tryOn(api, served, change, live);
  });
};
