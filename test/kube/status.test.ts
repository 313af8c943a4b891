import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causesOf, messageOf, type Answer } from '../../src/kube/status.ts';

const answer = (message: string): Answer => ({
  status: 422,
  warnings: [],
  body: { message, details: { causes: [{ field: 'spec', message }] } },
});

const SECRET = 'hunter2'.repeat(20);

describe('what a server quotes back', () => {
  it.each([
    ['a long quote', `cannot decode "${SECRET}", said the server`, 'cannot decode "…", said the server'],
    ['one with escapes', `cannot decode "{\\"password\\": \\"${SECRET}\\"}" of it`, 'cannot decode "…" of it'],
    ['one over several lines', `cannot decode "a\\\n${SECRET}\n" of it`, 'cannot decode "…" of it'],
    ['one that was cut off', `cannot decode "{\\"password\\": \\"${SECRET}`, 'cannot decode "…'],
    ['one behind a backslash', `cannot decode \\"${SECRET}"`, 'cannot decode \\"…"'],
    ['short ones', 'User "jane" cannot patch resource "deployments"', 'User "jane" cannot patch resource "deployments"'],
    ['long text between short ones', `"a" ${'is told '.repeat(20)}"b"`, `"a" ${'is told '.repeat(20)}"b"`],
    ['one that is short and open', 'a disk of 5" is too small', 'a disk of 5" is too small'],
  ])('%s', (_name, message, told) => {
    expect(messageOf(answer(message))).toBe(told);
    expect(causesOf({ ...answer(message), body: { details: { causes: [{ field: 'spec', message }] } } })).toEqual([`spec: ${told}`]);
  });

  it('takes no longer for each character of a long one', () => {
    for (const piece of ['\\"', '"a\\', '"ab', '\\', '"'])
      for (const text of [piece.repeat(100_000), `"${piece.repeat(100_000)}`]) expect(messageOf(answer(text)).length).toBeLessThan(1001);
  }, 2000);

  it('never holds what was quoted at length', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const plain = [before, after].map((text) => text.replace(/["\\]/g, ''));
        expect(messageOf(answer(`${plain[0]}"${SECRET}"${plain[1]}`))).not.toContain('hunter2');
      }),
    );
  });
});
