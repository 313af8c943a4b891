import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { findingAt, rowCount } from '../../src/tui/findingsList.ts';
import { acceptedHere, current, waveAt } from '../../src/tui/session.ts';
import { scoreWithAccepted } from '../../src/tui/score.ts';
import type { State } from '../../src/tui/state.ts';
import { MONOCHROME } from '../../src/tui/theme.ts';
import { drawn } from './drawn.ts';
import { isAsked, play, sessionOf, skipTo, type Play } from './play.ts';
import { DEMO, sceneOf } from './scene.ts';

const session = (it: Play) => it.get().world!.session;
const idAt = (it: Play): string | undefined => current(session(it))?.id;

describe('the guided session', () => {
  it('opens on what is safe', async () => {
    const tui = await sessionOf(sceneOf());
    expect(waveAt(session(tui))).toBe('safe');
    expect(session(tui).returned).toEqual({ kept: 0, changed: 0, gone: 0 });
  });

  it('accepts, skips, and takes the last decision back', async () => {
    const tui = await sessionOf(sceneOf());
    const first = idAt(tui)!;
    tui.press('y');
    expect(session(tui).decisions.get(first)).toBe('accept');
    expect(idAt(tui)).not.toBe(first);
    await tui.until(isAsked);
    const second = idAt(tui)!;
    tui.press('n');
    expect(session(tui).decisions.get(second)).toBe('skip');
    tui.press('u');
    expect(idAt(tui)).toBe(second);
    expect(session(tui).decisions.has(second)).toBe(false);
    expect(session(tui).decisions.get(first)).toBe('accept');
  });

  it('accepts all alike, and only those', async () => {
    const tui = await sessionOf(sceneOf());
    const remediation = current(session(tui))!.remediation;
    const alike = tui.get().world!.scan.result.findings.filter((f) => f.remediation === remediation && f.fix === 'auto');
    expect(alike.length).toBeGreaterThan(1);
    tui.press('a');
    expect(
      acceptedHere(session(tui))
        .map(({ id }) => id)
        .sort(),
    ).toEqual(alike.map(({ id }) => id).sort());
  });

  it('accepts nothing that the server has not answered for', async () => {
    const scene = sceneOf();
    const tui = play(scene, DEMO);
    await tui.until(({ world }) => world?.session.waves !== undefined);
    const before: State = tui.get();
    expect(isAsked(before)).toBe(false);
    tui.press('y');
    expect(tui.get().world!.session.decisions.size).toBe(0);
    expect(tui.get().notice?.text).toContain('has not said yet');
  });

  it('says why a guide cannot be accepted, and asks for a value before a fix that needs one', async () => {
    const tui = await sessionOf(sceneOf());
    await skipTo(tui, 'no-quota');
    tui.press('y', '1', '0', 'x', 'enter');
    expect(tui.get().overlay).toMatchObject({ kind: 'prompt', wrong: 'That is no number.' });
    tui.press('backspace', 'enter');
    await tui.until(isAsked);
    const finding = current(session(tui))!;
    expect(session(tui).answers[finding.id]).toEqual({ pods: '10' });
    tui.press('y');
    expect(session(tui).decisions.get(finding.id)).toBe('accept');
    await skipTo(tui, 'etcd-encryption');
    tui.press('y');
    expect(session(tui).decisions.has(idAt(tui)!)).toBe(false);
    expect(tui.get().notice?.text).toContain('outside the API');
  });

  it('keeps the values that were given between sessions', async () => {
    const journal = memoryJournal();
    const tui = await sessionOf(sceneOf({ journal }));
    await skipTo(tui, 'no-quota');
    const finding = current(session(tui))!;
    tui.press('i', '7', 'enter');
    await tui.until(isAsked);
    tui.press('y');
    await expect
      .poll(async () => (await journal.recall()).memory.decisions.find((d) => d.finding === finding.id)?.answers)
      .toEqual({ pods: '7' });
    const again = await sessionOf(sceneOf({ journal }));
    expect(session(again).decisions.get(finding.id)).toBe('accept');
    expect(session(again).answers[finding.id]).toEqual({ pods: '7' });
  });

  it('says what the score would be with what is accepted, and so it is once it is applied', async () => {
    const tui = await sessionOf(sceneOf());
    expect(scoreWithAccepted(tui.get().world!)).toBeUndefined();
    tui.press('a');
    const hoped = scoreWithAccepted(tui.get().world!)!;
    expect(hoped).toBeGreaterThan(tui.get().world!.scan.result.score!);
    tui.press('A');
    await tui.until(({ overlay }) => overlay?.kind === 'confirm');
    tui.press('y');
    await tui.until(({ screen }) => screen.at === 'applying' && screen.over);
    expect(tui.get().world!.scan.result.score).toBe(hoped);
  });

  it('ignores with a reason and a day, for good', async () => {
    const scene = sceneOf();
    const tui = await sessionOf(scene);
    const finding = current(session(tui))!;
    tui.press('x', 'enter');
    expect(tui.get().overlay).toMatchObject({ kind: 'prompt', wrong: expect.stringContaining('reason') });
    tui.press(...'known', 'enter', ...'soon', 'enter');
    expect(tui.get().overlay).toMatchObject({ kind: 'prompt', wrong: expect.stringContaining('day') });
    tui.press('ctrl-u', ...'2027-01-31', 'enter');
    expect(session(tui).decisions.get(finding.id)).toBe('ignore');
    await expect
      .poll(async () => (await scene.journal.recall()).memory.ignored)
      .toEqual([{ finding: finding.id, reason: 'known', until: '2027-01-31' }]);
    const again = await sessionOf(scene);
    expect(again.get().world!.scan.result.findings.map(({ id }) => id)).not.toContain(finding.id);
  });

  it('keeps decisions over sessions, and asks again what has changed', async () => {
    const journal = memoryJournal();
    const scene = sceneOf({ journal });
    const tui = await sessionOf(scene);
    tui.press('a');
    const accepted = acceptedHere(session(tui));
    await expect.poll(async () => (await journal.recall()).memory.decisions.length).toBe(accepted.length);
    const [moved] = accepted;
    scene.target.outside.edit(moved!.ref, (resource) => ({ ...resource, automountServiceAccountToken: true }));
    const again = await sessionOf(scene);
    expect(session(again).returned).toEqual({ kept: accepted.length - 1, changed: 1, gone: 0 });
    expect(session(again).decisions.has(moved!.id)).toBe(false);
    expect(again.get().notice?.text).toContain('asked again');
  });

  it('asks again within a session, too, what has changed when the cluster is read anew', async () => {
    const scene = sceneOf();
    const tui = await sessionOf(scene);
    tui.press('a');
    const accepted = acceptedHere(session(tui));
    expect(accepted.length).toBeGreaterThan(1);
    const [moved, ...others] = accepted;
    scene.target.outside.edit(moved!.ref, (resource) => ({ ...resource, automountServiceAccountToken: true }));
    tui.press('2', 'r');
    await tui.until(({ screen, world }) => screen.at === 'findings' && world?.session.waves !== undefined);
    expect(session(tui).decisions.has(moved!.id)).toBe(false);
    expect(others.map(({ id }) => session(tui).decisions.get(id))).toEqual(others.map(() => 'accept'));
    expect(tui.get().notice?.text).toContain('1 decision is asked again');
  });
});

describe('what restarts take', () => {
  it('is told by the runs so far, on what that rests, and how much is left', async () => {
    const tui = await sessionOf(sceneOf());
    const restart = async (): Promise<void> => {
      tui.press('2', '/', 'ctrl-u', ...'escalation', 'enter', 'g', 'j', 'p');
      await tui.until(({ screen }) => screen.at === 'review');
      tui.press('A');
      await tui.until(({ overlay }) => overlay?.kind === 'confirm');
      tui.press('y');
      await tui.until(({ screen, world }) => screen.at === 'applying' && screen.over && world?.session.waves !== undefined);
      tui.press('enter');
    };
    expect(tui.get().world!.pace.each).toBe('pod');
    await restart();
    const { world } = await tui.until((state) => state.world?.pace.each === 'workload');
    expect(world!.pace.seconds).toBeGreaterThan(0);
    const [left] = world!.session.waves!.restarts;
    const accepted = { ...world!, session: { ...world!.session, decisions: new Map([[left!.id, 'accept' as const]]) } };
    const long = { ...accepted, pace: { seconds: 100, each: 'workload' as const } };
    expect(drawn({ ...tui.get(), screen: { at: 'session' }, world: long }, MONOCHROME).join('\n')).toMatch(/about 2 min (of )?restarts/);
  });
});

describe('from the list into the session and back', () => {
  it('goes to the finding at the cursor, decided or not, and comes back to it', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('n', '2', 'g');
    const { list } = tui.get().world!;
    for (let at = 0; at < rowCount(list); at++) {
      const finding = findingAt(tui.get().world!.list);
      tui.press('f');
      if (!finding) expect(tui.get().notice?.text).toContain('on no finding');
      else {
        expect(tui.get().screen.at).toBe('session');
        expect(current(session(tui))?.id).toBe(finding.id);
        tui.press('f');
        expect(tui.get().screen.at).toBe('findings');
        expect(findingAt(tui.get().world!.list)?.id).toBe(finding.id);
      }
      tui.press('j');
    }
  });
});
