import type { Step } from './run.ts';
import type { Target } from './target.ts';

/** A write may still arrive this long after it was sent; until then "as before" proves nothing. */
const SETTLED_MS = 60_000;

/** When something was sent, by the target's clock, where it tells. */
export const sentNow = ({ serverTime }: Pick<Target, 'serverTime'>): Pick<Step, 'sentAt'> => {
  const now = serverTime?.();
  return now ? { sentAt: now.toISOString() } : {};
};

type Sent = Pick<Step, 'at' | 'sentAt'>;

/**
 * Undefined once a write cannot arrive any more, by our clock and by the target's: either may have been set since. Else since when it is waited
 * for: from now on where no clock tells, because all went back. A server tells whole
 * seconds, so that its clock may seem to go back by one.
 */
export const awaited = ({ at, sentAt }: Sent, target: Pick<Target, 'info' | 'serverTime'>, now: Date): Sent | undefined => {
  if (target.info.type === 'manifests') return undefined; // who is dead writes no file
  const server = target.serverTime?.();
  const passed = [now.getTime() - Date.parse(at), ...(server && sentAt !== undefined ? [server.getTime() - Date.parse(sentAt)] : [])];
  if (passed.every((ms) => ms <= -SETTLED_MS)) return { at: now.toISOString(), ...sentNow(target) };
  return passed.some((ms) => Math.abs(ms) < SETTLED_MS) ? { at, ...(sentAt === undefined ? {} : { sentAt }) } : undefined;
};
