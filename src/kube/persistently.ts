import { Stale } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { describeRef, type Ref } from '../core/resource.ts';
import type { Api } from './api.ts';

/** How often an object is looked at anew that is written to all the time; controllers write the status of one that rolls out. */
const ATTEMPTS = 5;

/** Until an attempt gives a result; undefined says that the object changed under its hands. Throws Stale after too many. */
export const persistently = async <T extends object>(api: Api, ref: Ref, attempt: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < ATTEMPTS; tries++) {
    if (tries > 0) await api.transport.pause(tries - 1);
    const result = await attempt();
    if (result) return result;
  }
  throw new Stale(`${printable(describeRef(ref))} is being changed all the time.`, ['Find out who writes it, then try again.']);
};
