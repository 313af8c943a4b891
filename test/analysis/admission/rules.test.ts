import { describe, expect, it } from 'vitest';
import { areAsked, CREATE_POD } from '../../../src/analysis/admission/rules.ts';

const rule = (fields: object = {}): readonly unknown[] => [{ apiGroups: [''], operations: ['CREATE'], resources: ['pods'], ...fields }];

describe('rules of webhooks and admission policies', () => {
  // The table of the API server's own rules.Matcher: `*` alone stands for no subresource.
  it.each([
    ['pods', 'pods', true],
    ['pods', 'pods/exec', false],
    ['pods/exec', 'pods', false],
    ['pods/exec', 'pods/exec', true],
    ['*', 'pods', true],
    ['*', 'pods/exec', false],
    ['pods/*', 'pods/exec', true],
    ['*/exec', 'pods/exec', true],
    ['*/exec', 'pods/attach', false],
    ['*/*', 'pods', true],
    ['*/*', 'pods/exec', true],
  ])('%s names %s: %s', (pattern, resource, named) => {
    expect(areAsked(rule({ resources: [pattern] }), { operation: 'CREATE', group: '', resource })).toBe(named);
  });

  it('asks only where group and operation are named too', () => {
    expect(areAsked(rule({ operations: ['*'], apiGroups: ['*'] }), CREATE_POD)).toBe(true);
    expect(areAsked(rule({ operations: ['UPDATE'] }), CREATE_POD)).toBe(false);
    expect(areAsked(rule({ apiGroups: ['apps'] }), CREATE_POD)).toBe(false);
  });

  it.each([undefined, null, 'pods', [null], [{}], [{ apiGroups: '', operations: 'CREATE', resources: 'pods' }], rule({ resources: [1] })])(
    'is asked nothing by %j',
    (rules) => {
      expect(areAsked(rules, CREATE_POD)).toBe(false);
    },
  );
});
