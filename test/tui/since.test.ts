import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../src/app/target.ts';
import { refKey, type Ref } from '../../src/core/resource.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { ageText, aged, becameOf, countsOf, goneFindings, JUST_READ, MOST, overtaken, sighted } from '../../src/tui/since.ts';
import { MONOCHROME } from '../../src/tui/theme.ts';
import { update } from '../../src/tui/update.ts';
import { account, namespace } from '../contract/objects.ts';
import { drawn } from './drawn.ts';
import { isAsked, sessionOf, type Play } from './play.ts';
import { sceneOf } from './scene.ts';

const FACTS = { now: '2026-11-21T08:00:00Z', origin: 'cluster' } as const;
const NAMES = ['a', 'b', 'c', 'd'];
const read = snapshotOf(
  NAMES.slice(0, 2).map((name) => ({ resource: account('web', name) })),
  FACTS,
);
const refOf = (name: string): Ref => ({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'web', name });

const sightings = fc.array(
  fc.record({
    ref: fc.constantFrom(...NAMES).map(refOf),
    how: fc.constantFrom<Sighting['how']>('changed', 'gone', 'new'),
    version: fc.nat(99).map(String),
  }),
);

describe('what is seen of the target after it was read', () => {
  it('is the last word on each object, whatever crowds it comes in, and counted', () => {
    fc.assert(
      fc.property(fc.array(sightings), (crowds) => {
        const since = crowds.reduce((so, crowd) => sighted(so, read, crowd), JUST_READ);
        const last = new Map(crowds.flat().map((one) => [refKey(one.ref), one]));
        for (const name of NAMES) {
          const how = last.get(refKey(refOf(name)))?.how;
          const isPassing = how === 'gone' && !read.get(refOf(name));
          expect(becameOf(since, refOf(name))).toBe(isPassing ? undefined : how);
        }
        const counts = countsOf(since);
        expect(counts.changed + counts.gone + counts.new).toBe(since.seen.size);
      }),
    );
  });

  it('takes no more memory than for so many objects', () => {
    const many = Array.from({ length: MOST + 50 }, (_, i): Sighting => ({ ref: refOf(`pod-${i}`), how: 'new', version: '7' }));
    expect(sighted(JUST_READ, read, many).seen.size).toBe(MOST);
  });

  it('has an age that changes only when a person could tell', () => {
    expect([0, 1, 59, 60, 119, 120, 60 * 24, 60 * 49].map(ageText)).toEqual([
      'just now',
      '1 min ago',
      '59 min ago',
      '1 h ago',
      '1 h ago',
      '2 h ago',
      '1 d ago',
      '2 d ago',
    ]);
    const hour = aged(JUST_READ, 60);
    expect(aged(hour, 61)).toBe(hour);
    expect(aged(hour, 120)).not.toBe(hour);
  });

  it('does not mark a plan that was made after it', () => {
    const before = { ...account('web', 'a'), metadata: { name: 'a', namespace: 'web', resourceVersion: '20' } };
    const change = { change: { ref: refOf('a') }, preview: { before, warnings: [], checked: 'server' as const } };
    const at = (version: string) => overtaken(sighted(JUST_READ, read, [{ ref: refOf('a'), how: 'changed', version }]), change);
    expect([at('9'), at('20'), at('100')]).toEqual([undefined, undefined, 'changed']);
  });
});

const shown = (tui: Play, size = tui.get().size): string => drawn({ ...tui.get(), size }, MONOCHROME).join('\n');
const sinceOf = (tui: Play) => tui.get().world!.since;
const rowsOf = ({ world }: ReturnType<Play['get']>) => {
  const { cursor, top, passed, selected, query, group } = world!.list;
  return { cursor, top, passed: [...passed], selected: [...selected], query, group };
};

const deploymentIn = (ns: string): Ref => ({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: ns, name: 'checkout' });

describe('a cluster that changes while it is looked at', () => {
  it('is marked by a sign and a word, in the list and everywhere, and nothing moves', async () => {
    const scene = sceneOf();
    const tui = await sessionOf(scene);
    tui.press('2', 'j', 'j', 'space');
    const before = rowsOf(tui.get());
    scene.target.outside.edit(deploymentIn('payments'), (live) => ({ ...live, metadata: { ...live.metadata, labels: { a: 'b' } } }));
    scene.target.outside.remove(deploymentIn('web'));
    scene.target.outside.create(namespace('late'));
    await tui.until(({ world }) => (world?.since.seen.size ?? 0) >= 3);
    expect(rowsOf(tui.get())).toEqual(before);
    const gone = goneFindings(sinceOf(tui), tui.get().world!.scan.result.findings);
    expect(gone).toBeGreaterThan(0);
    for (const size of [
      { columns: 100, rows: 30 },
      { columns: 60, rows: 20 },
    ]) {
      const screen = shown(tui, size);
      expect(screen).toMatch(/deploy\/c.* ~changed/);
      expect(screen).toMatch(/deploy\/c.* -gone/);
      expect(screen).toContain(`(${gone} gone)`);
      expect(screen).toMatch(/just now, \d+ changes/);
    }
  });

  it('is taken in by r, where one was', async () => {
    const scene = sceneOf();
    const tui = await sessionOf(scene);
    tui.press('n');
    const { world } = await tui.until(isAsked);
    const at = world!.session.waves!.safe[world!.session.at]!;
    scene.target.outside.remove(deploymentIn('web'));
    await tui.until(({ world: now }) => now!.since.seen.size > 0);
    tui.press('r');
    await tui.until((state) => state.world!.scan !== world!.scan && isAsked(state));
    const after = tui.get().world!;
    expect(after.since.seen.size).toBe(0);
    expect(after.scan.result.findings.some(({ ref }) => ref.kind === 'Deployment' && ref.namespace === 'web')).toBe(false);
    expect(after.session.waves!.safe[after.session.at]?.id).toBe(at.id);
  });

  it('marks what overtook a plan, and r asks again', async () => {
    const scene = sceneOf();
    const tui = await sessionOf(scene);
    tui.press('2', '/', ...'escalation', 'enter', '+', 'p');
    await tui.until(({ screen }) => screen.at === 'review');
    expect(shown(tui)).not.toContain('~');
    scene.target.outside.edit(deploymentIn('payments'), (live) => ({ ...live, metadata: { ...live.metadata, labels: { a: 'b' } } }));
    await tui.until(({ world }) => world!.since.seen.size > 0);
    for (const columns of [100, 60]) expect(shown(tui, { columns, rows: 30 })).toContain('~1 changed since, r asks again');
    expect(shown(tui)).toContain('~changed on the target');
    tui.press('r');
    await tui.until(({ overlay }) => overlay === undefined);
    expect(shown(tui)).not.toContain('~1 changed since');
  });

  it('is not watched while a run is under way: our own writes are no news', async () => {
    const scene = sceneOf();
    const tui = await sessionOf(scene);
    const { scan } = tui.get().world!;
    tui.press('a', 'A');
    await tui.until(({ overlay }) => overlay?.kind === 'confirm');
    tui.press(tui.get().overlay?.kind === 'confirm' ? 'y' : '', 'enter');
    await tui.until(({ screen }) => screen.at === 'applying' && screen.over);
    expect(tui.get().world!.scan).not.toBe(scan);
    await tui.until(({ world }) => world!.since.watched !== undefined);
    expect(sinceOf(tui).seen.size).toBe(0);
  });

  it('draws nothing while nothing changes', async () => {
    const state = (await sessionOf(sceneOf())).get();
    const of = state.world!.scan.snapshot;
    expect(update(state, { type: 'aged', of, minutes: 0 }).state).toBe(state);
    const later = update(state, { type: 'aged', of, minutes: 3 }).state;
    expect(drawn(later, MONOCHROME)[0]).toContain('scanned 3 min ago');
    expect(update(later, { type: 'aged', of: read, minutes: 9 }).state).toBe(later);
  });
});

it('says in the summary why changes may go unseen', async () => {
  const state = (await sessionOf(sceneOf())).get();
  const watched = { live: 3, cut: 0, lost: 0, off: 1, why: 'you may not watch secrets' };
  const after = update(state, { type: 'watched', of: state.world!.scan.snapshot, watched }).state;
  expect(drawn({ ...after, screen: { at: 'summary', top: 0 } }, MONOCHROME).join('\n')).toContain('you may not watch secrets');
});

describe('the header', () => {
  it('tells target, identity, access and age at every size', async () => {
    const tui = await sessionOf(sceneOf({ readOnly: true, name: 'arn:aws:eks:eu-west-1:123456789012:cluster/payments-production' }));
    const { world } = tui.get();
    const user = 'system:serviceaccount:kube-system:somebody-with-a-long-name';
    const state = { ...tui.get(), world: { ...world!, target: { ...world!.target, user }, since: { ...world!.since, minutes: 12 } } };
    for (const columns of [60, 80, 100, 120, 300]) {
      const [header = ''] = drawn({ ...state, size: { columns, rows: 24 } }, MONOCHROME);
      expect(header).toMatch(/arn:.*(?:ion|…) .*\[READ-ONLY\].*12 min ago/);
      expect(header).toMatch(/system:.*name/);
      expect(header.length).toBeLessThanOrEqual(columns);
    }
  });

  it.each([
    [{ live: 5, cut: 0, lost: 0, off: 0 }, 'just now, live'],
    [{ live: 4, cut: 0, lost: 0, off: 1 }, 'just now, partly live'],
    [{ live: 0, cut: 5, lost: 0, off: 0 }, 'just now, connection lost'],
    [{ live: 4, cut: 0, lost: 1, off: 0 }, 'just now, changes were missed'],
    [{ live: 0, cut: 0, lost: 0, off: 5 }, 'just now  '],
  ])('says how far it is watched: %j', async (watched, words) => {
    const state = (await sessionOf(sceneOf())).get();
    const [header] = drawn(update(state, { type: 'watched', of: state.world!.scan.snapshot, watched }).state, MONOCHROME);
    expect(header).toContain(words);
  });
});
