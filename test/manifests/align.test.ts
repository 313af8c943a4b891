import fc from 'fast-check';
import { expect, it } from 'vitest';
import { align } from '../../src/manifests/align.ts';

const LIST = fc.array(fc.nat(5), { maxLength: 8 });

it.each([true, false])('leads from one list to the other, in order, and keeps what is the same (changes in place: %s)', (inPlace) => {
  fc.assert(
    fc.property(LIST, LIST, (was, is) => {
      const steps = align(was.length, is.length, (i, j) => was[i] === is[j], inPlace ? () => false : undefined);
      expect(steps.flatMap((step) => (step.was === undefined ? [] : [step.was]))).toEqual(was.map((_, i) => i));
      expect(steps.flatMap((step) => (step.is === undefined ? [] : [step.is]))).toEqual(is.map((_, i) => i));
      const paired = steps.filter((step) => step.was !== undefined && step.is !== undefined);
      if (!inPlace) expect(paired.every((step) => was[step.was!] === is[step.is!])).toBe(true);
    }),
  );
});

it('does not touch what stands before and behind a new item', () => {
  fc.assert(
    fc.property(LIST, fc.nat(), (was, at) => {
      const place = at % (was.length + 1);
      const is = was.toSpliced(place, 0, 99);
      const steps = align(
        was.length,
        is.length,
        (i, j) => was[i] === is[j],
        () => true,
      );
      expect(steps.filter((step) => step.was === undefined)).toEqual([{ is: place }]);
      expect(steps.every((step) => step.was === undefined || was[step.was] === is[step.is!])).toBe(true);
    }),
  );
});
