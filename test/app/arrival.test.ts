import { describe, expect, it } from 'vitest';
import { awaited } from '../../src/app/arrival.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const SENT = Date.parse('2026-03-01T10:00:00Z');
const iso = (ms: number): string => new Date(SENT + ms).toISOString();

const CLUSTER = { type: 'cluster', id: 'c', name: 'c', readOnly: false } as const;

/** Whether it is waited for, so long after it was sent by our clock and by the server's. */
const wait = (ours: number, theirs?: number): ReturnType<typeof awaited> =>
  awaited(
    { at: iso(0), ...(theirs === undefined ? {} : { sentAt: iso(0) }) },
    theirs === undefined ? { info: CLUSTER } : { info: CLUSTER, serverTime: () => new Date(SENT + theirs) },
    new Date(SENT + ours),
  );

describe('a write that may still arrive', () => {
  it.each([
    ['at once', 0, 0, true],
    ['within a minute', MINUTE - 1, MINUTE - 1, true],
    ['after a minute', MINUTE, MINUTE, false],
    ['where our clock was put a day forward', DAY, 2000, true],
    ['where our clock was put a day back', 2000 - DAY, 2000, true],
    ['where the server tells whole seconds', DAY, -999, true],
    ['where the clock of the server was put a day forward', 2000, DAY, true],
    ['after a minute that one clock went back in', -DAY, MINUTE, false],
    ['where the server has no clock', 2000, undefined, true],
    ['after a minute where the server has no clock', MINUTE, undefined, false],
  ])('is waited for, or not: %s', (_name, ours, theirs, isAwaited) => {
    expect(wait(ours, theirs) !== undefined).toBe(isAwaited);
  });

  it('is not waited for in files, which only the living write', () => {
    expect(awaited({ at: iso(0) }, { info: { ...CLUSTER, type: 'manifests' } }, new Date(SENT))).toBeUndefined();
  });

  it('is waited for from now on where no clock tells', () => {
    expect(wait(-DAY)).toEqual({ at: iso(-DAY) });
    expect(wait(-DAY, -MINUTE)).toEqual({ at: iso(-DAY), sentAt: iso(-MINUTE) });
    expect(wait(2000, 2000)).toEqual({ at: iso(0), sentAt: iso(0) });
  });
});
