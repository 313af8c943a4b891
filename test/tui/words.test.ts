import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeRef, type Ref } from '../../src/core/resource.ts';
import { namesWithin, placedObject } from '../../src/tui/parts/words.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const ref: fc.Arbitrary<Ref> = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constantFrom('ServiceAccount', 'Namespace', 'ConfigMap'),
  namespace: name,
  name,
});

describe('the names of a list', () => {
  it('are all whole where each fits, else all short', () => {
    fc.assert(
      fc.property(fc.array(ref, { minLength: 1 }), fc.integer({ min: 5, max: 60 }), (refs, room) => {
        const form = refs.some((of) => describeRef(of).length > room) ? placedObject : describeRef;
        expect(refs.map(namesWithin(refs, room))).toEqual(refs.map(form));
      }),
    );
  });
});
