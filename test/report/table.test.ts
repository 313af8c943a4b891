import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { table } from '../../src/report/table.ts';
import { widthOf } from '../../src/report/width.ts';

const ROWS = [
  ['critical', 'cluster-wide-instead-of-namespace', 'payments', 'ClusterRoleBinding/a-rather-long-name', 'auto'],
  ['low', 'host-path', 'a', 'Pod/b', 'guide'],
];
const HEAD = ['SEVERITY', 'REMEDIATION', 'NAMESPACE', 'OBJECT', 'FIX'];

describe('a table in a terminal', () => {
  it('is cut in its widest columns, and keeps all of them', () => {
    const lines = table(HEAD, ROWS, 60);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(60);
    expect(lines[0]).toMatch(/^SEVERITY +REMEDIATION +NAMESPACE +OBJECT +FIX$/);
    expect(lines[1]).toMatch(/^critical +cluster-.*… +payments +ClusterRole.*… +auto$/);
    expect(lines[2]).toMatch(/^low +host-path +a +Pod\/b +guide$/);
  });

  it('has lines of any length where nobody looks, and no shorter than they must be', () => {
    expect(table(HEAD, ROWS).join('\n')).not.toContain('…');
    const needed = Math.max(...table(HEAD, ROWS).map(widthOf));
    expect(table(HEAD, ROWS, needed)).toEqual(table(HEAD, ROWS));
    expect(table(HEAD, ROWS, needed - 1).join('\n')).toContain('…');
  });

  it('takes all the room there is, and no more', () => {
    const cell = fc.stringMatching(/^[a-z日]{0,30}$/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 22, max: 100 }),
        (rows, columns) => {
          const [whole, fitted] = [table(['A', 'B', 'C'], rows), table(['A', 'B', 'C'], rows, columns)];
          expect(Math.max(...fitted.map(widthOf))).toBeLessThanOrEqual(columns);
          if (Math.max(...whole.map(widthOf)) <= columns) expect(fitted).toEqual(whole);
        },
      ),
    );
  });
});
