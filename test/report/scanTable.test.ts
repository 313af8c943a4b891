import { describe, expect, it } from 'vitest';
import { scanLine } from '../../src/report/scanTable.ts';
import { scanReport, type ScanReport } from '../../src/report/scanReport.ts';
import { table } from '../../src/report/table.ts';
import { widthOf } from '../../src/report/width.ts';

const empty = (ran: number, missed: number): ScanReport =>
  scanReport(
    {
      result: {
        findings: [],
        notChecked: Array.from({ length: missed }, (_, i) => ({ remediation: `r${i}`, reason: 'forbidden' })),
        byDesign: [],
        ran,
        score: 100,
        weight: { looked: 1, found: 0, judged: 1 },
      },
      ignored: [],
      custom: [],
    },
    { type: 'cluster', id: 'x', name: 'prod', readOnly: false },
    [],
  );

describe('the scan in one line', () => {
  it('never says just OK', () => {
    expect(scanLine(empty(46, 3))).toBe('0 findings, 46 checks ran, 3 could not');
    expect(scanLine(empty(0, 1))).toBe('0 findings, 0 checks ran, 1 could not');
  });
});

describe('a table', () => {
  it('aligns by the width on the screen, not by the number of letters', () => {
    const [head, wide, narrow] = table(
      ['NAME', 'END'],
      [
        ['日本', 'x'],
        ['a', 'x'],
      ],
    );
    const columns = [head!.indexOf('END'), widthOf(wide!.slice(0, wide!.indexOf('x'))), narrow!.indexOf('x')];
    expect(new Set(columns).size).toBe(1);
  });

  it('has nothing after its last column', () => {
    for (const line of table(
      ['A', 'B'],
      [
        ['1', ''],
        ['22', '333'],
      ],
    ))
      expect(line).toBe(line.trimEnd());
  });
});
