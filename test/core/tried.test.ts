import { describe, expect, it } from 'vitest';
import { ageless, triedDoubt } from '../../src/core/tried.ts';

const AT = '2026-11-21T08:00:00.000Z';

describe('the doubt about a fix that was tried', () => {
  it.each([
    ['2026-11-21T08:00:59Z', 'just now'],
    ['2026-11-21T07:59:00Z', 'just now'],
    ['2026-11-21T08:01:00Z', '1 min ago'],
    ['2026-11-21T11:59:00Z', '3 h ago'],
    ['2026-11-22T09:00:00Z', '1 day ago'],
    ['2026-12-21T09:00:00Z', '30 days ago'],
  ])('tells at %s that it was %s', (now, age) => {
    expect(triedDoubt({ at: AT, why: 'pods crashed' }, now).text).toBe(`tried ${age} and taken back: pods crashed`);
  });

  it('is the same doubt on another day', () => {
    const doubt = (now: string) => [triedDoubt({ at: AT, why: 'pods crashed' }, now), { text: 'no image says its user' }];
    expect(ageless(doubt('2026-11-22T09:00:00Z'))).toEqual(ageless(doubt('2026-11-21T09:00:00Z')));
    expect(ageless(doubt(AT))).not.toEqual(ageless([triedDoubt({ at: '2026-11-20T08:00:00Z', why: 'pods crashed' }, AT)]));
  });
});
