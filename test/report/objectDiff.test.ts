import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/core/resource.ts';
import { folded, isFold, objectDiff, unifiedDiff, yamlLines } from '../../src/report/objectDiff.ts';

const map = (data: Record<string, string>): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'm', uid: 'u', resourceVersion: '7' },
  data,
});
const signs = (before?: Resource, after?: Resource): string =>
  objectDiff(before, after)
    .map(({ sign }) => sign)
    .join('');

describe('objectDiff', () => {
  it('shows what comes and goes, sorted, without what the server keeps for itself', () => {
    const lines = objectDiff(map({ b: '1', a: '2' }), { ...map({ a: '2', b: '3' }), status: { x: 1 } });
    expect(lines.filter(({ sign }) => sign !== ' ')).toEqual([
      { sign: '-', text: '  b: "1"' },
      { sign: '+', text: '  b: "3"' },
    ]);
    expect(lines.map(({ text }) => text).join('\n')).not.toMatch(/uid|resourceVersion|status/);
  });

  it('is all of one sign for a creation and a deletion, and none for the same object', () => {
    expect(signs(undefined, map({}))).toMatch(/^\++$/);
    expect(signs(map({}), undefined)).toMatch(/^-+$/);
    expect(signs(map({ a: '1' }), map({ a: '1' }))).toMatch(/^ +$/);
  });

  it('loses no line where thousands differ', () => {
    const text = (of: string): string => Array.from({ length: 4000 }, (_, i) => `${of} ${i}`).join('\n');
    const [before, after] = [map({ a: '1', text: text('was'), z: '1' }), map({ a: '1', text: text('is'), z: '1' })];
    const lines = objectDiff(before, after);
    const side = (without: string): readonly string[] => lines.filter(({ sign }) => sign !== without).map(({ text: line }) => line);
    expect(side('+')).toEqual(yamlLines(before));
    expect(side('-')).toEqual(yamlLines(after));
    expect(lines.filter(({ sign }) => sign === ' ').length).toBeGreaterThan(4);
  });

  it('never shows the values of a Secret, but that they change', () => {
    const secret = (password: string): Resource => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"password":"${password}"}}` } },
      data: { password, user: 'dXNlcg==' },
      stringData: { plain: password },
    });
    const text = unifiedDiff('Secret s', secret('b2xk'), secret('bmV3')).join('\n');
    expect(text).not.toMatch(/b2xk|bmV3|dXNlcg/);
    expect(text).toMatch(/^\+ +password: .*changed/m);
    expect(text).toMatch(/^ +user: /m);
  });

  it('prints nothing that a terminal would obey', () => {
    expect(yamlLines(map({ evil: '\u001b[31mred\u202e\u009b1m' })).join('')).toMatch(/^[ -~]*$/);
  });
});

describe('folded', () => {
  const before = map(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${String(i).padStart(2, '0')}`, 'v'])));
  const after = { ...before, data: { ...(before['data'] as object), k30: 'w' } };

  it('keeps every line, shown or counted, and all that differs', () => {
    const lines = objectDiff(before, after);
    for (const context of [0, 1, 3, 100]) {
      const parts = folded(lines, context);
      expect(parts.reduce((sum, part) => sum + (isFold(part) ? part.hidden : 1), 0)).toBe(lines.length);
      expect(parts.filter((part) => !isFold(part) && part.sign !== ' ')).toEqual(lines.filter(({ sign }) => sign !== ' '));
    }
  });

  it('folds around a difference, and nothing where all is context', () => {
    const lines = objectDiff(before, after);
    expect(folded(lines, 3).filter(isFold)).toHaveLength(2);
    expect(folded(lines, Infinity).filter(isFold)).toHaveLength(0);
  });
});
