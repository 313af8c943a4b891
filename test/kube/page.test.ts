import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/core/resource.ts';
import { readPage } from '../../src/kube/page.ts';

/** Keeps all of an item, so that what was read can be compared. */
const keep = (item: Readonly<Record<string, unknown>>): Resource => item as Resource;

const read = (text: string) => readPage(Buffer.from(text), keep);

const nasty = fc.constantFrom('},{"metadata":{', ']}', '"items":[', '\\"', '\\', 'é', '"items":[{"metadata":{', '');
const value = fc.letrec((tie) => ({
  leaf: fc.oneof(nasty, fc.string({ maxLength: 6 }), fc.integer(), fc.constant(null)),
  template: fc.record({ metadata: fc.dictionary(nasty, tie('any'), { maxKeys: 2 }) }),
  any: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    tie('template'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.array(tie('template'), { maxLength: 3 }),
  ),
})).any;

const item = fc.record({ metadata: fc.record({ name: nasty, labels: value }), spec: value, items: value });

describe('reading a page', () => {
  it('finds the same objects as parsing all of it, as the API server writes lists and with items last or first', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), nasty, (items, token) => {
        const metadata = { continue: token };
        for (const list of [
          { kind: 'PodList', metadata, items },
          { items, metadata },
          { items: items.map((one) => ({ kind: 'Pod', ...one })), metadata },
        ]) {
          expect(read(JSON.stringify(list))).toEqual({ metadata, items: list.items });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has nothing where there is nothing', () => {
    for (const text of ['{"metadata":{},"items":null}', '{"metadata":{},"items":[]}\n'])
      expect(read(text)).toEqual({ metadata: {}, items: [] });
  });

  it.each(['{"metadata":{}}', '{"error":"sign in"}', '[]', 'null', '"items"'])('has not even that in what is no list: %s', (text) => {
    expect(read(text).items).toBeUndefined();
  });

  it.each(['', '{"items":[{"metadata":{"name":"a"}},{"metadata":{"na', '{"items":[{"metadata":{"name":"a"}},{"metadata":{]}', '<html>'])(
    'throws SyntaxError for what is cut short: %j',
    (text) => {
      expect(() => read(text)).toThrow(SyntaxError);
    },
  );

  /** CPU time, in milliseconds, of reading one object that holds this many templates. */
  const costOf = (templates: number): number => {
    const volumeClaimTemplates = Array.from({ length: templates }, (_, i) => ({
      metadata: { name: `v${i}` },
      spec: { volumeMode: 'Filesystem' },
    }));
    const page = Buffer.from(JSON.stringify({ metadata: {}, items: [{ metadata: { name: 'big' }, spec: { volumeClaimTemplates } }] }));
    const start = process.cpuUsage();
    expect(readPage(page, keep).items).toHaveLength(1);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };

  it('takes time in proportion to what an object holds, also where all of it looks like the next object', () => {
    const limit = 25 * Math.min(costOf(200), costOf(200)) + 50; // ten times as much; a square would take a hundred times as long
    expect(Math.min(costOf(2_000), costOf(2_000))).toBeLessThan(limit);
  });
});
