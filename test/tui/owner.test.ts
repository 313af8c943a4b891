import { describe, expect, it } from 'vitest';
import { refOf, type Ref, type Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { atWaveEnd, current } from '../../src/tui/session.ts';
import { account, deployment, namespace } from '../contract/objects.ts';
import { isAsked, sessionOf, type Play } from './play.ts';
import type { Ports } from '../../src/tui/ports.ts';
import { sceneOf, type Scene } from './scene.ts';

const SPACES = ['payments', 'web'];

/** A Deployment that a Helm release writes. */
const released = (ns: string): Resource => {
  const plain = deployment(ns, 'checkout');
  return {
    ...plain,
    metadata: {
      ...plain.metadata,
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': ns },
    },
  };
};

const ownedScene = (journal = memoryJournal(), writeFolder?: Ports['writeFolder']) => {
  const scene = sceneOf({
    journal,
    ...(writeFolder ? { writeFolder } : {}),
    entries: SPACES.flatMap((ns) => [namespace(ns), account(ns, 'default'), released(ns)]),
  });
  const releases: Ref[] = [];
  Object.assign(scene.target, { release: (ref: Ref) => Promise.resolve(void releases.push(ref)) });
  return { scene, releases };
};

const session = (tui: Play) => tui.get().world!.session;

/** In the session, at the first finding that somebody else owns; everything before it is skipped. */
const atOwned = async (scene: Scene): Promise<Play> => {
  const tui = await sessionOf(scene);
  while (current(session(tui))?.fix !== 'owned') {
    tui.press(atWaveEnd(session(tui)) ? 'enter' : 'n');
    await tui.until(isAsked);
  }
  return tui;
};

const applied = async (tui: Play): Promise<void> => {
  await tui.until(({ overlay }) => overlay?.kind === 'confirm');
  const { overlay } = tui.get();
  if (overlay?.kind !== 'confirm') throw new Error('nothing is asked');
  tui.press(...(overlay.danger === 'name' ? [...'demo', 'enter'] : [overlay.danger === 'y' ? 'y' : 'enter']));
  await tui.until(({ screen }) => screen.at === 'applying' && screen.over);
};

const escalates = async (scene: Scene, ns: string): Promise<boolean> => {
  const found = await scene.target.get(refOf(released(ns)));
  return !JSON.stringify(found).includes('"allowPrivilegeEscalation":false');
};

describe('a finding on what somebody else owns', () => {
  it('is left to the owner by default, with the way out', async () => {
    const { scene } = ownedScene();
    const tui = await atOwned(scene);
    tui.press('y');
    expect(session(tui).decisions.get(current(session(tui))!.id)).toBeUndefined();
    expect(tui.get().notice?.text).toMatch(/shop.*helm.*O writes it all the same/i);
  });

  it.each([
    ['h', 'hold', 0],
    ['g', 'yield', 1],
  ] as const)('is written all the same with %s, and its fields are given back only by yield', async (key, override, given) => {
    const { scene, releases } = ownedScene();
    const tui = await atOwned(scene);
    const finding = current(session(tui))!;
    tui.press('O');
    expect(tui.get().overlay).toMatchObject({ kind: 'owner' });
    tui.press(key);
    expect(session(tui).decisions.get(finding.id)).toBe('accept');
    await tui.until(isAsked);
    tui.press('A');
    await tui.until(({ overlay }) => overlay?.kind === 'confirm');
    const { overlay } = tui.get();
    const warnings = overlay?.kind === 'confirm' ? overlay.warnings.join('\n') : '';
    expect(warnings).toContain(`although it is owned (${override})`);
    expect(warnings).toContain(finding.owner!.consequence);
    await applied(tui);
    expect(await Promise.all(SPACES.map((ns) => escalates(scene, ns)))).toEqual(SPACES.map((ns) => ns !== finding.ref.namespace));
    expect(releases).toHaveLength(given);
  });

  it('is exported for its source with E, into a folder that is named, and nothing is decided by that', async () => {
    const written: [string, string][] = [];
    const { scene } = ownedScene(memoryJournal(), (folder, files) => {
      for (const { name, text } of files) written.push([`${folder}/${name}`, text]);
      return Promise.resolve();
    });
    const tui = await atOwned(scene);
    const finding = current(session(tui))!;
    tui.press('O', 'E');
    const { notice } = await tui.until((state) => state.notice?.text.startsWith('Written to') ?? false);
    const folder = `kubeharden-patches/${finding.ref.namespace}-deployment-checkout`;
    expect(notice?.text).toContain(folder);
    expect(written.map(([name]) => name)).toContain(`${folder}/kustomization.yaml`);
    expect(written.map(([, text]) => text).join()).toContain('# Helm release shop');
    expect(session(tui).decisions.get(finding.id)).toBeUndefined();
    expect(await escalates(scene, finding.ref.namespace!)).toBe(true);
  });

  it('is left after all with n, and nothing of it is planned', async () => {
    const tui = await atOwned(ownedScene().scene);
    const finding = current(session(tui))!;
    tui.press('O', 'n');
    expect(session(tui).decisions.get(finding.id)).toBe('skip');
    expect(session(tui).overrides.size).toBe(0);
  });

  it('stands in a review, where it is written only once a person says how', async () => {
    const { scene } = ownedScene();
    const tui = await sessionOf(scene);
    tui.press('2', '/', ...'fix:owned', 'enter', '+', 'p');
    const { screen } = await tui.until(({ screen: { at } }) => at === 'review');
    expect(screen.at === 'review' && screen.plan.changes.length).toBe(SPACES.length);
    tui.press('A');
    expect(tui.get().overlay).toBeUndefined();
    expect(tui.get().notice?.text).toContain('owns it');
    tui.press('O', 'h', 'A');
    await applied(tui);
    expect((await Promise.all(SPACES.map((ns) => escalates(scene, ns)))).filter(Boolean)).toHaveLength(SPACES.length - 1);
  });

  it('keeps how it is to be written between sessions', async () => {
    const journal = memoryJournal();
    const tui = await atOwned(ownedScene(journal).scene);
    const finding = current(session(tui))!;
    tui.press('O', 'g');
    await expect.poll(async () => (await journal.recall()).memory.decisions.find((d) => d.finding === finding.id)?.override).toBe('yield');
    const again = await sessionOf(ownedScene(journal).scene);
    expect(session(again).overrides.get(finding.id)).toBe('yield');
    expect(session(again).decisions.get(finding.id)).toBe('accept');
  });
});
