import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';

const page = readFileSync(new URL('../../docs/coverage.md', import.meta.url), 'utf8');

interface Row {
  readonly what: readonly string[];
  readonly by: string;
  readonly ids: readonly string[];
}

const known = new Set(catalogue.map(({ id }) => id));

const rows: readonly Row[] = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:---|Number|Recommendation)/.test(line))
  .map((line) => {
    const cells = line.slice(2, -2).split(' | ');
    const by = cells.at(-1) ?? '';
    return { what: cells.slice(0, -1), by, ids: [...by.matchAll(/`([a-z0-9-]+)`/g)].map(([, id]) => id ?? '') };
  });

const cisRows = new Map(rows.flatMap((row) => (/^\d+(\.\d+)+$/.test(row.what[0] ?? '') ? [[row.what[0] ?? '', row] as const] : [])));

describe('docs/coverage.md', () => {
  it('names only remediations that are there', () => {
    expect(rows.flatMap(({ ids }) => ids).filter((id) => !known.has(id))).toEqual([]);
  });

  it('says of each recommendation what covers it, or why nothing here can', () => {
    for (const { what, by, ids } of rows) expect(ids.length > 0 || by.length > 30, what.join(' ')).toBe(true);
  });

  it('leaves no remediation out: each is named in the row of what it covers', () => {
    const named = new Set(rows.flatMap(({ ids }) => ids));
    expect([...known].filter((id) => !named.has(id))).toEqual([]);
  });

  it('agrees with the CIS numbers among the references of the catalogue, both ways', () => {
    const cited = catalogue.flatMap(({ id, references }) => references.flatMap((of) => (of.source === 'CIS' ? [`${of.id} ${id}`] : [])));
    const wrong = cited.filter((pair) => {
      const [number = '', id = ''] = pair.split(' ');
      return !cisRows.get(number)?.ids.includes(id);
    });
    expect(wrong).toEqual([]);
    const nobody = [...cisRows].filter(([number, { ids }]) => ids.length > 0 && !cited.some((pair) => pair.startsWith(`${number} `)));
    expect(nobody.map(([number]) => number)).toEqual([]);
  });

  it('has no hole in the numbers of a section', () => {
    const sections = Map.groupBy(cisRows.keys(), (number) => number.slice(0, number.lastIndexOf('.')));
    for (const [section, numbers] of sections) {
      const last = numbers.map((number) => Number(number.slice(section.length + 1)));
      expect(last, section).toEqual(last.map((_, i) => i + 1));
    }
  });
});
