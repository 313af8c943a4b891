import { Refused, Stale } from '../app/errors.ts';
import { sameOutcome } from '../app/sameOutcome.ts';
import type { Preview } from '../app/target.ts';
import type { Change } from '../core/change.ts';
import { describeRef, type Resource } from '../core/resource.ts';
import { printable } from '../core/printable.ts';
import { objectIn, servedAs, type Api } from './api.ts';
import { showsAll } from './approval.ts';
import { alreadyThere, carriedOver, gone } from '../app/carryOver.ts';
import type { Served } from './discovery.ts';
import { persistently } from './persistently.ts';
import { previewChange } from './preview.ts';
import { refusal } from './refusal.ts';
import { creation, deletion, patch, type RequestFor } from './request.ts';
import { ok, reasonOf, type Answer } from './status.ts';

/** The request that does what was approved, on the state that was approved; undefined where all of it stands already. */
const requestFor = (api: Api, served: Served, change: Change, { before }: Preview): RequestFor | undefined => {
  if (!change.before && change.after) return creation(api, served, change.after);
  if (!before) throw new Error(`the approved preview of ${describeRef(change.ref)} has no state before`);
  if (!change.before || !change.after) return deletion(served, before);
  const merged = carriedOver({ ...change, before: change.before, after: change.after }, before);
  return merged === before ? undefined : patch(api, served, before, merged);
};

/** A JSON Patch whose places are gone is refused as invalid before its resourceVersion is looked at. */
const mayBeStale = (change: Change, answer: Answer): boolean =>
  change.before !== undefined && ((answer.status === 409 && reasonOf(answer) === 'Conflict') || answer.status === 422);

const failed = (change: Change, answer: Answer): Error => {
  if (answer.status === 404) return change.before ? gone(change.ref) : refusal(change.ref, answer);
  return reasonOf(answer) === 'AlreadyExists' ? alreadyThere(change.ref) : refusal(change.ref, answer);
};

/** Tries once more; throws Stale unless the same would happen. */
const sameAgain = async (api: Api, change: Change, approved: Preview): Promise<Preview> => {
  const fresh = await previewChange(api, change);
  if (fresh.checked === 'server' && sameOutcome(approved, fresh)) return fresh;
  throw new Stale(`${printable(describeRef(change.ref))}: what would be stored is no longer what was approved.`);
};

/**
 * Sends what was approved, guarded by the uid and resourceVersion that it was approved on. When the object has moved on,
 * goes on only if the same change would still have the same effect.
 */
export const writeChange = async (api: Api, change: Change, approved: Preview): Promise<Resource | undefined> => {
  if (approved.checked !== 'server')
    throw new Refused(
      `${printable(describeRef(change.ref))}: ${approved.reason ?? 'what would be stored is not known'}; nothing was sent.`,
    );
  const served = await servedAs(api, change.ref);
  let current = showsAll(change, approved) ? approved : await sameAgain(api, change, approved);
  const { stored } = await persistently(api, change.ref, async () => {
    const request = requestFor(api, served, change, current);
    if (!request) return { stored: current.before };
    const answer = await api.transport.send(request('write'));
    if (ok(answer)) return { stored: change.after ? objectIn(served, answer) : undefined };
    if (!mayBeStale(change, answer)) throw failed(change, answer);
    const fresh = await sameAgain(api, change, approved);
    const moved = fresh.before?.metadata.resourceVersion !== current.before?.metadata.resourceVersion;
    if (answer.status === 422 && !moved) throw failed(change, answer);
    current = fresh;
    return undefined;
  });
  return stored;
};
