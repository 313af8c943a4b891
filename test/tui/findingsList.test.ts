import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding, FixKind } from '../../src/core/finding.ts';
import { SEVERITIES, type Severity } from '../../src/core/remediation.ts';
import { fuzzy } from '../../src/tui/filter.ts';
import {
  chosen,
  findingAt,
  GROUPS,
  membersOf,
  moved,
  newList,
  queried,
  refreshed,
  resorted,
  rowCount,
  rowsOf,
  shownFindings,
  SORTS,
  windowTop,
  type Group,
} from '../../src/tui/findingsList.ts';

const finding = (
  namespace: string | undefined,
  name: string,
  severity: Severity = 'high',
  fix: FixKind = 'auto',
  remediation = 'privilege-escalation',
): Finding => ({
  id: `${remediation}:${namespace ?? ''}/${name}`,
  remediation,
  title: 'A title',
  severity,
  ref: { apiVersion: 'apps/v1', kind: 'Deployment', name, ...(namespace === undefined ? {} : { namespace }) },
  evidence: [],
  fix,
  doubts: [],
  references: [],
});

const FEW = [
  finding('web', 'front', 'low'),
  finding('payments', 'checkout', 'medium', 'input', 'run-as-root'),
  finding('payments', 'ledger', 'critical'),
  finding(undefined, 'ci-admin', 'high', 'guide', 'cluster-admin'),
];

const owned = { ...FEW[0]!, owner: { tool: 'helm', name: 'Front', strength: 'strong', consequence: 'The next upgrade fails.' } } as const;

const names = (query: string): readonly string[] =>
  rowsOf(queried(newList(FEW), query)).flatMap((row) => (row.type === 'finding' ? [row.finding.ref.name] : []));

describe('the filter', () => {
  it.each([
    ['ns:payments', ['checkout', 'ledger']],
    ['-ns:payments', ['ci-admin', 'front']],
    ['sev:crit', ['ledger']],
    ['fix:input', ['checkout']],
    ['fix:any -fix:auto', ['checkout', 'ci-admin']],
    ['chkout', ['checkout']],
    ['ns:payments sev:medium root', ['checkout']],
    ['-escalation', ['checkout', 'ci-admin']],
    ['nothing-like-it', []],
    ['   ', ['ci-admin', 'ledger', 'checkout', 'front']],
    ['ns: -', ['ci-admin', 'ledger', 'checkout', 'front']],
  ])('%s', (query, expected) => {
    expect([...names(query)].sort()).toEqual([...expected].sort());
  });

  it.each([
    ['owner:any', ['front']],
    ['owner:helm', ['front']],
    ['owner:fro', ['front']],
    ['-owner:any', ['checkout', 'ci-admin', 'ledger']],
    ['owner:-', ['checkout', 'ci-admin', 'ledger']],
    ['owner:nobody', []],
    ['id:run-as', ['checkout']],
    ['id:runas', []],
    ['-id:escalation', ['checkout', 'ci-admin']],
  ])('%s', (query, expected) => {
    const shown = shownFindings(queried(newList([owned, ...FEW.slice(1)]), query));
    expect(shown.map(({ ref }) => ref.name).sort()).toEqual([...expected].sort());
  });

  it('finds characters in their order only', () => {
    expect(fuzzy('checkout', 'ckt')).toBe(true);
    expect(fuzzy('checkout', 'tkc')).toBe(false);
  });
});

describe('the list', () => {
  it('groups, worst first within a group, and counts', () => {
    const list = newList(FEW);
    expect(rowsOf(list).map((row) => (row.type === 'group' ? `${row.label} ${row.count}` : row.finding.ref.name))).toEqual([
      '(cluster-scoped) 1',
      'ci-admin',
      'payments 2',
      'ledger',
      'checkout',
      'web 1',
      'front',
    ]);
    const flat = resorted({ ...list, group: 'none' });
    expect(rowsOf(flat).map((row) => (row.type === 'finding' ? SEVERITIES.indexOf(row.finding.severity) : -1))).toEqual([0, 1, 2, 3]);
  });

  it('keeps the cursor within the list and the window around the cursor', () => {
    let list = newList(FEW);
    list = moved(list, 1000, 3);
    expect(list.cursor).toBe(rowCount(list) - 1);
    expect(list.top).toBe(rowCount(list) - 3);
    list = moved(list, -1000, 3);
    expect([list.cursor, list.top]).toEqual([0, 0]);
    expect(windowTop(0, 9, 4, 20)).toBe(6);
    expect(windowTop(8, 9, 4, 10)).toBe(6); // nothing is left empty below the last row
    expect(windowTop(8, 2, 4, 20)).toBe(2);
  });

  it('names its groups for people, and counts only what the filter lets through', () => {
    const groups = (group: Group, query = ''): readonly string[] =>
      rowsOf(queried(resorted({ ...newList([owned, ...FEW.slice(1)]), group }), query)).flatMap((row) =>
        row.type === 'group' ? [`${row.label} ${row.count}`] : [],
      );
    expect(groups('severity')).toEqual(['critical 1', 'high 1', 'medium 1', 'low 1']);
    expect(groups('severity', 'ns:payments')).toEqual(['critical 1', 'medium 1']);
    expect(groups('owner')).toEqual(['(nobody else) 3', 'helm Front 1']);
    expect(groups('object')).toEqual([
      'payments/Deployment checkout 1',
      'payments/Deployment ledger 1',
      'web/Deployment front 1',
      'Deployment ci-admin 1',
    ]);
    expect(groups('none')).toEqual([]);
  });

  it('stays on its finding when it is grouped or sorted otherwise, or the filter is cleared', () => {
    const at = moved(newList(FEW), 3, 2);
    const id = findingAt(at)!.id;
    for (const group of GROUPS) for (const sort of SORTS) expect(findingAt(resorted({ ...at, group, sort }))?.id).toBe(id);
    const found = queried(newList(FEW), 'front');
    expect(findingAt(resorted({ ...found, query: '' }))?.id).toBe(findingAt(found)!.id);
  });

  it('stays in its row when the finding there is gone', () => {
    const list = moved(newList(FEW), 3, 2);
    const gone = findingAt(list)!.id;
    const fresh = refreshed(
      list,
      FEW.filter(({ id }) => id !== gone),
    );
    expect([fresh.cursor, fresh.top]).toEqual([list.cursor, list.top]);
    expect(refreshed(list, []).cursor).toBe(0);
  });

  it('plans the selection, or else the finding at the cursor', () => {
    const list = newList(FEW);
    expect(chosen(list)).toEqual([findingAt(list)]);
    const some = { ...list, selected: new Set([FEW[0]!.id, FEW[2]!.id]) };
    expect(
      chosen(some)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([FEW[0]!.id, FEW[2]!.id].sort());
  });

  it('stays where it was over a new scan, without what is gone', () => {
    const list = moved({ ...newList(FEW), selected: new Set(FEW.map(({ id }) => id)) }, 2, 10);
    const at = findingAt(list)!;
    const left = FEW.filter(({ ref }) => ref.name !== 'ci-admin');
    const fresh = refreshed(list, left);
    expect(findingAt(fresh)?.id).toBe(at.id);
    expect([...fresh.selected].sort()).toEqual(left.map(({ id }) => id).sort());
  });
});

describe('any list of findings', () => {
  const some = fc.array(
    fc.record({
      ns: fc.constantFrom('web', 'payments', undefined),
      name: fc.constantFrom('a', 'b', 'a/b', 'ab'),
      severity: fc.constantFrom(...SEVERITIES),
      remediation: fc.constantFrom('run-as-root', 'psa'),
    }),
    { maxLength: 30 },
  );

  const groupOf: Readonly<Record<Group, (f: Finding) => string | number>> = {
    none: () => '',
    namespace: ({ ref }) => ref.namespace ?? '(cluster-scoped)',
    remediation: ({ remediation }) => remediation,
    object: ({ ref }) => `${ref.namespace ?? '~'} ${ref.name}`,
    owner: ({ owner }) => (owner ? `${owner.tool} ${owner.name}` : ''),
    severity: ({ severity }) => SEVERITIES.indexOf(severity),
  };

  it('is in order by group, then as sorted, then as found', () => {
    fc.assert(
      fc.property(some, fc.constantFrom(...GROUPS), fc.constantFrom(...SORTS), (all, group, sort) => {
        const findings = all.map(({ ns, name, severity, remediation }) => finding(ns, name, severity, 'auto', remediation));
        const of = (f: Finding): readonly (string | number)[] => [
          groupOf[group](f),
          sort === 'severity'
            ? SEVERITIES.indexOf(f.severity)
            : sort === 'remediation'
              ? f.remediation
              : `${f.ref.namespace ?? '~'} ${f.ref.name}`,
          findings.indexOf(f),
        ];
        const before = (a: Finding, b: Finding): boolean => {
          const at = of(a).findIndex((value, i) => value !== of(b)[i]);
          return at >= 0 && of(a)[at]! < of(b)[at]!;
        };
        const sorted = shownFindings(resorted({ ...newList(findings), group, sort }));
        expect(sorted).toHaveLength(findings.length);
        for (const [i, f] of sorted.entries()) if (i > 0) expect(before(sorted[i - 1]!, f)).toBe(true);
      }),
    );
  });

  it('has every window of its rows, and after the line of a group as many findings as it says', () => {
    fc.assert(
      fc.property(some, fc.constantFrom(...GROUPS), fc.nat(20), fc.nat(20), (all, group, from, count) => {
        const findings = all.map(({ ns, name, severity, remediation }) => finding(ns, name, severity, 'auto', remediation));
        const list = resorted({ ...newList(findings), group });
        const rows = rowsOf(list);
        expect(rowsOf(list, from, count)).toEqual(rows.slice(from, from + count));
        for (const [at, row] of rows.entries()) {
          const own = row.type === 'group' ? rows.slice(at + 1, at + 1 + row.count) : [row];
          expect(membersOf(list, at)).toEqual(own.map((one) => (one.type === 'finding' ? one.finding : 'a group')));
        }
      }),
    );
  });

  it('without some of them is the list of the others', () => {
    fc.assert(
      fc.property(some, fc.func(fc.boolean()), fc.constantFrom('', 'web', '-psa', 'ns:payments a'), (all, keeps, query) => {
        const findings = all.map(({ ns, name, severity, remediation }) => finding(ns, name, severity, 'auto', remediation));
        const left = findings.filter((f) => keeps(f.id, findings.indexOf(f)));
        const shown = (list: ReturnType<typeof newList>) => rowsOf(list).map((row) => (row.type === 'group' ? row : row.finding));
        expect(shown(refreshed(queried(newList(findings), query), left))).toEqual(shown(queried(newList([...left]), query)));
      }),
    );
  });
});

describe('a filter that is typed', () => {
  it('ends where the same filter given at once does, whatever stood there on the way', () => {
    const words = fc.array(fc.constantFrom('n', 's', ':', '-', ' ', 'e', 'c', 'h', 'o', 'f', 'i', 'x', 'a', 'u', 't', 'w', 'b', 'p'), {
      maxLength: 14,
    });
    fc.assert(
      fc.property(words, (keys) => {
        let [typed, query] = [newList(FEW), ''];
        for (const key of keys) typed = queried(typed, (query += key));
        expect(rowsOf(typed)).toEqual(rowsOf(queried(newList(FEW), query)));
      }),
      { examples: [[['n', 's', ':']]] },
    );
  });
});
