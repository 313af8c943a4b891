import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { findingAt, GROUPS, newList, refreshed, resorted, rowCount, rowsOf } from '../../src/tui/findingsList.ts';
import { allSelected, ranged, toggled } from '../../src/tui/selecting.ts';
import { toMatch } from '../../src/tui/matches.ts';
import { plain } from './drawn.ts';
import { sessionOf, type Play } from './play.ts';
import { sceneOf } from './scene.ts';

const finding = (namespace: string, name: string): Finding => ({
  id: `psa:${namespace}/${name}`,
  remediation: 'psa',
  title: 'A title',
  severity: 'high',
  ref: { apiVersion: 'v1', kind: 'Pod', namespace, name },
  evidence: [],
  fix: 'auto',
  doubts: [],
  references: [],
});

const SOME = ['a', 'b', 'c'].flatMap((ns) => ['one', 'two', 'three'].map((name) => finding(ns, name)));

const listOf = (it: Play) => it.get().world!.list;
const findings = async (): Promise<Play> => {
  const tui = await sessionOf(sceneOf());
  tui.press('2');
  return tui;
};

describe('a range', () => {
  it('selects what stands between its ends, whichever was first, and keeps what was selected', () => {
    fc.assert(
      fc.property(fc.constantFrom(...GROUPS), fc.nat(11), fc.nat(11), fc.nat(11), (group, from, to, before) => {
        const base = resorted({ ...newList(SOME), group });
        const row = (at: number): number => at % rowCount(base);
        const some = toggled({ ...base, cursor: row(before) });
        const list = ranged({ ...ranged({ ...some, cursor: row(from) }), cursor: row(to) });
        const [first, last] = [row(from), row(to)].toSorted((a, b) => a - b) as [number, number];
        const between = rowsOf(base, first, last - first + 1).flatMap((one) => (one.type === 'finding' ? [one.finding.id] : []));
        expect(list.selected).toEqual(new Set([...some.selected, ...between]));
        expect(list.anchor).toBeUndefined();
      }),
    );
  });

  it('shows what it would select, is left by esc before the selection is, and ends with the rows it was begun on', async () => {
    const tui = await findings();
    tui.press('g', 'j', 'space', 'V', 'j', 'j');
    expect(plain(tui.get())).toContain('[+]');
    expect(listOf(tui).selected.size).toBe(1);
    tui.press('esc');
    expect(plain(tui.get())).not.toContain('[+]');
    expect(listOf(tui).selected.size).toBe(1);
    tui.press('V', 'b');
    expect(listOf(tui).anchor).toBeUndefined();
    tui.press('g', 'V', 'G', 'V');
    expect(listOf(tui).selected.size).toBe(listOf(tui).findings.length);
    expect(plain(tui.get())).toContain(`${listOf(tui).findings.length} selected`);
  });
});

describe('the selection', () => {
  it('goes on over a new scan, without what is gone', async () => {
    const scene = sceneOf();
    const tui = await sessionOf(scene);
    tui.press('2', '+');
    const [gone, ...left] = listOf(tui).findings.filter(({ ref }) => ref.kind === 'Deployment');
    scene.target.outside.remove(gone!.ref);
    tui.press('r');
    await tui.until(({ world, screen }) => screen.at === 'findings' && world?.session.waves !== undefined);
    const { selected } = listOf(tui);
    expect(selected.has(gone!.id)).toBe(false);
    for (const { id } of left) expect(selected.has(id)).toBe(true);
  });

  it('is always part of the findings', () => {
    fc.assert(
      fc.property(fc.subarray(SOME), (left) => {
        const kept = refreshed(allSelected(newList(SOME)), left).selected;
        expect([...kept].sort()).toEqual(left.map(({ id }) => id).sort());
      }),
    );
  });
});

describe('n and N', () => {
  const names = (list: ReturnType<typeof newList>, by: 1 | -1, steps: number): readonly string[] => {
    const seen: string[] = [];
    for (let at = list; seen.length < steps;) {
      at = toMatch(at, by, 4);
      seen.push(`${findingAt(at)?.ref.namespace}/${findingAt(at)?.ref.name}`);
    }
    return seen;
  };

  it('go to the matches among all findings, in their order, and round', () => {
    const list = { ...newList(SOME), sought: 'three', cursor: 0 };
    expect(names(list, 1, 4)).toEqual(['a/three', 'b/three', 'c/three', 'a/three']);
    expect(names(list, -1, 3)).toEqual(['c/three', 'b/three', 'a/three']);
  });

  it('pass over the lines of groups', () => {
    const list = { ...newList(SOME), sought: 'id:psa', cursor: 0 };
    expect(names(list, 1, SOME.length)).toEqual(
      rowsOf(list).flatMap((row) => (row.type === 'finding' ? [`${row.finding.ref.namespace}/${row.finding.ref.name}`] : [])),
    );
  });

  it('look for the filter that is on, then for the one that was cleared, and say so before there was any', async () => {
    const tui = await findings();
    tui.press('n');
    expect(tui.get().notice?.text).toContain('/');
    tui.press('/', ...'checkout', 'enter', 'n');
    expect(findingAt(listOf(tui))?.ref.name).toBe('checkout');
    tui.press('esc');
    expect(listOf(tui).query).toBe('');
    expect(plain(tui.get())).toContain('n N checkout');
    tui.press('g');
    for (let i = 0; i < 3; i++) {
      tui.press('n');
      expect(findingAt(listOf(tui))?.ref.name).toBe('checkout');
    }
    tui.press('/', ...'zzz', 'esc', 'N');
    expect(findingAt(listOf(tui))?.ref.name).toBe('checkout');
  });
});
