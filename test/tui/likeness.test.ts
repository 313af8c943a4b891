import { describe, expect, it } from 'vitest';
import { allAlike, atWaveEnd, current } from '../../src/tui/session.ts';
import { doneOf, restartsOf } from '../../src/tui/progress.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { withContainers, withPodSpec } from '../../src/core/workload.ts';
import { findingAt } from '../../src/tui/findingsList.ts';
import type { State } from '../../src/tui/state.ts';
import { account, deployment, namespace } from '../contract/objects.ts';
import { plain } from './drawn.ts';
import { isAsked, sessionOf, skipTo, type Play } from './play.ts';
import { sceneOf } from './scene.ts';

const SPACES = ['ci', 'jobs', 'monitoring', 'web'];

const replicas = (ns: string, count: number) => {
  const made = deployment(ns, 'checkout');
  return { ...made, spec: { ...(made['spec'] as object), replicas: count } };
};

const cluster = () => SPACES.flatMap((ns) => [namespace(ns), account(ns, 'default'), replicas(ns, ns === 'monitoring' ? 5 : 2)]);

const isCompared = (state: State): boolean => isAsked(state) && state.world?.session.compared?.likenesses !== undefined;

const atRestarts = async (): Promise<Play> => {
  const tui = await sessionOf(sceneOf({ entries: cluster() }));
  while (current(tui.get().world!.session)?.remediation !== 'privilege-escalation') {
    tui.press(atWaveEnd(tui.get().world!.session) ? 'enter' : 'd');
    await tui.until(isAsked);
  }
  await tui.until(isCompared);
  return tui;
};

describe('those like the finding at hand', () => {
  it('are told to be the same, or how they differ, a line each', async () => {
    const shown = plain((await atRestarts()).get());
    expect(shown).toContain('3 more like this');
    expect(shown).toMatch(/│ jobs, web: the same +│/);
    expect(shown).toMatch(/│ monitoring: 5 pods restart.*│/);
  });

  it('are compared anew for another finding, and what was accepted since is left out', async () => {
    const tui = await atRestarts();
    const first = current(tui.get().world!.session)!;
    tui.press('y');
    await tui.until(isCompared);
    const { session } = tui.get().world!;
    expect(session.compared!.finding).toBe(current(session)!.id);
    expect([...session.compared!.likenesses!.keys()].sort()).toEqual(
      allAlike(session)
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    );
    expect(session.compared!.likenesses!.has(first.id)).toBe(false);
  });

  it('says nothing where one finding is like no other', async () => {
    const tui = await sessionOf(sceneOf({ entries: [namespace('web'), account('web', 'default'), deployment('web', 'checkout')] }));
    expect(plain(tui.get())).not.toContain('like this');
    expect(tui.get().world!.session.compared).toBeUndefined();
  });
});

describe('progress', () => {
  it('counts what is decided over all waves, and the pods of what is accepted once for each workload', async () => {
    const tui = await atRestarts();
    const { done, total } = doneOf(tui.get().world!);
    expect(total).toBe(tui.get().world!.scan.result.findings.length);
    expect(done).toBe(tui.get().world!.session.decisions.size);
    expect(plain(tui.get())).toContain(`${done} of ${total} decided`);
    expect(restartsOf(tui.get().world!)).toEqual({ workloads: 0, pods: 0 });
    tui.press('a');
    expect(restartsOf(tui.get().world!)).toEqual({ workloads: 4, pods: 11 });
    expect(plain(tui.get())).toContain('restarts 11 pods of 4 workloads: about 4 min (assumed 20 s for each pod');
    tui.press('u');
    expect(restartsOf(tui.get().world!)).toEqual({ workloads: 0, pods: 0 });
  });

  it('counts the restarts of answers also where the server was not asked about them again', async () => {
    const journal = memoryJournal();
    const entries = [
      namespace('web'),
      withPodSpec(replicas('web', 3), (spec) => withContainers(spec, (of) => ({ ...of, command: ['sudo', 'serve'] }))),
    ];
    const tui = await sessionOf(sceneOf({ entries, journal }));
    const { waves } = tui.get().world!.session;
    const finding = waves!.answers.find(({ remediation }) => remediation === 'privilege-escalation')!;
    await skipTo(tui, 'privilege-escalation');
    tui.press('y');
    expect(restartsOf(tui.get().world!)).toEqual({ workloads: 1, pods: 3 });
    const isKept = async (): Promise<boolean> => (await journal.recall()).memory.decisions.some((kept) => kept.finding === finding.id);
    await expect.poll(isKept).toBe(true);
    const { world } = (await sessionOf(sceneOf({ entries, journal }))).get();
    expect(world!.session.decisions.get(finding.id)).toBe('accept');
    expect(world!.session.previews.has(finding.id)).toBe(false);
    expect(restartsOf(world!)).toEqual({ workloads: 1, pods: 3 });
  });

  it('counts what is fixed as done', async () => {
    const tui = await sessionOf(sceneOf());
    const before = doneOf(tui.get().world!).total;
    tui.press('a', 'A');
    await tui.until(({ overlay }) => overlay?.kind === 'confirm');
    tui.press('y');
    await tui.until(({ screen, world }) => screen.at === 'applying' && screen.over && world!.session.fixed.length > 0);
    const { fixed } = tui.get().world!.session;
    expect(doneOf(tui.get().world!).total).toBe(before);
    expect(doneOf(tui.get().world!).done).toBeGreaterThanOrEqual(fixed.length);
  });
});

describe('f', () => {
  it('goes to the finding in the list, through a filter that hides it, and 1 comes back to the same place', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('2', '/', ...'etcd', 'enter', '1', 'n');
    await tui.until(isAsked);
    const at = current(tui.get().world!.session)!;
    tui.press('f');
    expect(tui.get().screen.at).toBe('findings');
    expect(findingAt(tui.get().world!.list)?.id).toBe(at.id);
    tui.press('j', 'j', '1');
    expect(tui.get().screen.at).toBe('session');
    expect(current(tui.get().world!.session)!.id).toBe(at.id);
  });
});
