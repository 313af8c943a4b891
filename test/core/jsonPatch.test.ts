import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPatch } from '../../src/core/jsonPatch.ts';
import { versions } from './arbitraries.ts';
import { applyPatch } from './rfc6902.ts';

describe('jsonPatch', () => {
  it('leads from before to after, as RFC 6902 applies it', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        expect(applyPatch(before, jsonPatch(before, after))).toEqual(after);
      }),
      { numRuns: 3000 },
    );
  });

  it('is empty for what is equal', () => {
    expect(jsonPatch({ a: [{ name: 'x' }] }, { a: [{ name: 'x' }] })).toEqual([]);
  });

  it('escapes names and counts indices as they are when their turn comes', () => {
    const before = { labels: { 'a/b~c': '1' }, containers: [{ name: 'a' }, { name: 'b' }, { name: 'c', image: 'x' }] };
    const after = { labels: { 'a/b~c': '2' }, containers: [{ name: 'b' }, { name: 'c', image: 'y' }, { name: 'd' }] };
    expect(jsonPatch(before, after)).toEqual([
      { op: 'replace', path: '/labels/a~1b~0c', value: '2' },
      { op: 'remove', path: '/containers/0' },
      { op: 'replace', path: '/containers/1/image', value: 'y' },
      { op: 'add', path: '/containers/2', value: { name: 'd' } },
    ]);
  });

  it('touches only what differs', () => {
    const big = { spec: { containers: [{ name: 'a', image: 'x', securityContext: {} }] } };
    const after = { spec: { containers: [{ name: 'a', image: 'x', securityContext: { privileged: false } }] } };
    expect(jsonPatch(big, after)).toEqual([{ op: 'add', path: '/spec/containers/0/securityContext/privileged', value: false }]);
  });
});
