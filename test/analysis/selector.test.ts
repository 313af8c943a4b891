import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasLabels, selects } from '../../src/analysis/selector.ts';

const LABELS = { app: 'web', tier: 'front' };

describe('selects', () => {
  it.each<[boolean, unknown]>([
    [true, {}],
    [false, undefined],
    [false, null],
    [true, { matchLabels: { app: 'web' } }],
    [false, { matchLabels: { app: 'web', tier: 'back' } }],
    [true, { matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'web'] }] }],
    [false, { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }],
    [true, { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }],
    [false, { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }],
    [true, { matchExpressions: [{ key: 'tier', operator: 'Exists' }] }],
    [false, { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }],
    [false, { matchExpressions: [{ key: 'tier', operator: 'Sometimes' }] }],
    [false, { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: [] }] }],
  ])('is %s for %j', (expected, selector) => {
    expect(selects(selector, LABELS)).toBe(expected);
  });

  it('bears anything', () => {
    fc.assert(fc.property(fc.jsonValue(), (selector) => typeof selects(selector, LABELS) === 'boolean'));
  });
});

describe('hasLabels', () => {
  it('needs every label, and a map', () => {
    expect(hasLabels(LABELS, { app: 'web' })).toBe(true);
    expect(hasLabels(LABELS, { app: 'web', zone: 'a' })).toBe(false);
    expect(hasLabels(LABELS, null)).toBe(false);
  });
});
