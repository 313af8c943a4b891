import { describe, expect, it } from 'vitest';
import { renderToString, Box } from 'ink';
import { createElement } from 'react';
import type { Resource } from '../../src/core/resource.ts';
import { App } from '../../src/tui/App.tsx';
import { answeringOf, listIn, profileAt, questionOf } from '../../src/tui/inspect/inspection.ts';
import { entryAt, listOf, queried, windowOf } from '../../src/tui/inspect/list.ts';
import type { Entry } from '../../src/tui/inspect/entries.ts';
import { MONOCHROME } from '../../src/tui/theme.ts';
import type { State } from '../../src/tui/state.ts';
import { update } from '../../src/tui/update.ts';
import { account, deployment, namespace } from '../contract/objects.ts';
import defaultDeny from '../../remediations/default-deny.ts';
import { sessionOf, type Play } from './play.ts';
import { catalogue, sceneOf, weakCluster, type Scene } from './scene.ts';

const SIZES = [
  { columns: 100, rows: 30 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
];

const drawn = (state: State, size = SIZES[0]): string =>
  renderToString(createElement(Box, null, createElement(App, { state: { ...state, size: size! }, theme: MONOCHROME })), {
    columns: size!.columns,
  });

const inspection = (state: State) => state.world!.inspection;
const isAnswered = (state: State): boolean => state.world !== undefined && answeringOf(inspection(state))?.state === 'answered';
const here = (state: State): Entry | undefined => {
  const list = listIn(inspection(state));
  return list && entryAt(list, list.cursor);
};

const opened = async (scene: Scene = sceneOf()): Promise<Play> => {
  const tui = await sessionOf(scene);
  tui.press('4');
  await tui.until(isAnswered);
  return tui;
};

/** Presses until the cursor is on an entry of this name. */
const goTo = (tui: Play, name: string): void => {
  tui.press('g');
  for (let steps = 0; here(tui.get())?.name !== name; steps++) {
    if (steps > 100) throw new Error(`no entry ${name}`);
    tui.press('j');
  }
};

const role = (name: string): Resource => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name },
  rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
});

const binding = (name: string, user: string): Resource => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'secret-reader' },
  subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }],
});

describe('Pod Security on the screen', () => {
  it('tells by namespace what it enforces and could, and by workload what would be refused', async () => {
    const tui = await opened();
    goTo(tui, 'checkout');
    const shown = drawn(tui.get());
    expect(shown).toMatch(/2 of 2 refused at restricted/);
    expect(shown).toMatch(/payments +1\/1 +privileged +baseline/);
    expect(shown).toMatch(/deploy\/checkout +no +allowPrivilegeEscalation/);
    expect(shown).toContain('RESTRICTED WOULD REFUSE IT');
  });

  it('asks for the other level, on the same object and with the same filter', async () => {
    const tui = await opened();
    tui.press('/', ...'ns:web', 'enter');
    goTo(tui, 'checkout');
    const before = here(tui.get());
    tui.press('l');
    await tui.until(isAnswered);
    expect(questionOf(inspection(tui.get()))).toBe('baseline');
    expect(here(tui.get())?.key).toBe(before?.key);
    expect(drawn(tui.get())).toMatch(/0 of 2 refused at baseline/);
    expect(drawn(tui.get())).toContain('/ ns:web');
    tui.press('j', 'k', 'k', 'l');
    await tui.until(isAnswered);
    expect(here(tui.get())).toMatchObject({ namespace: 'web', kind: 'Namespace' });
  });

  it('says what could not be read, and what is therefore not known', async () => {
    const tui = await opened(sceneOf({ unread: [{ kind: 'apps/DaemonSet', reason: 'you may not list daemonsets.apps' }] }));
    const shown = drawn(tui.get());
    expect(shown).toContain('1 kind could not be read');
    expect(shown).toContain('you may not list');
    expect(shown).toMatch(/payments +1\/1 +not known +not known/);
  });
});

describe('the network on the screen', () => {
  it('tells who may talk to whom, and what the fixes would cut', async () => {
    const tui = await opened(sceneOf({ catalogue: [...catalogue, defaultDeny] }));
    tui.press(']');
    await tui.until(isAnswered);
    goTo(tui, 'checkout');
    expect(drawn(tui.get())).toMatch(/MAY REACH[\s\S]+web\/checkout\[Deployment\]/);
    tui.press('f');
    await tui.until(isAnswered);
    const shown = drawn(tui.get());
    expect(shown).toMatch(/[1-9]\d* changes cut [1-9]\d* connections/);
    expect(shown).toMatch(/create payments\/NetworkPolicy/);
    goTo(tui, 'checkout');
    expect(drawn(tui.get())).toMatch(/COULD NO LONGER REACH[\s\S]+web\/checkout\[Deployment\]/);
  });

  it('does not answer without the policies, and says why', async () => {
    const unread = [{ kind: 'networking.k8s.io/NetworkPolicy', reason: 'you may not list networkpolicies' }];
    const tui = await opened(sceneOf({ unread }));
    tui.press(']');
    await tui.until((state) => answeringOf(inspection(state))?.state === 'failed');
    expect(drawn(tui.get(), SIZES[1]).replaceAll(/[\s│]+/g, ' ')).toContain('nobody can tell who may talk to whom');
    tui.press('r');
    expect(answeringOf(inspection(tui.get()))?.state).toBe('asked');
  });
});

describe('rights on the screen', () => {
  it('tells who holds strong ones, by which binding, and what each may do', async () => {
    const tui = await opened(sceneOf({ entries: [...weakCluster(), role('secret-reader'), binding('ann-reads', 'ann')] }));
    tui.press('[');
    await tui.until(isAnswered);
    goTo(tui, 'ann');
    await tui.until((state) => profileAt(inspection(state)) !== undefined);
    const shown = drawn(tui.get());
    expect(shown).toMatch(/user ann +.*reads Secrets/);
    expect(shown).toContain('ClusterRoleBinding/ann-reads');
    expect(shown).toContain('get secrets');
  });
});

describe('an answer that takes its time', () => {
  it('can be stopped and asked again, and what comes late is no answer to another scan', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('4', 'esc');
    expect(answeringOf(inspection(tui.get()))?.state).toBe('stopped');
    expect(drawn(tui.get())).toContain('asks again');
    tui.press('r');
    await tui.until(isAnswered);
    const state = tui.get();
    const list = listIn(inspection(state))!;
    const late = {
      type: 'inspected',
      of: state.world!.scan.snapshot.with([]),
      question: 'restricted',
      answer: { headline: 'another answer', entries: list.entries },
      answers: {},
      read: state.world!.scan.snapshot,
    } as const;
    expect(drawn(update(state, late).state)).not.toContain('another answer');
    expect(drawn(update(state, { ...late, of: state.world!.scan.snapshot }).state)).toContain('another answer');
  });

  it('shows how far reading is', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('4');
    const reading = { done: 3, total: 12, kind: 'Secret' };
    const { state } = update(tui.get(), { type: 'inspecting', of: tui.get().world!.scan.snapshot, question: 'restricted', reading });
    expect(drawn(state)).toContain('3 of 12 kinds');
  });

  it('is asked anew after another scan', async () => {
    const tui = await opened();
    const { scan, target, catalogue: known } = tui.get().world!;
    const { state, commands } = update(tui.get(), { type: 'scanned', scan: { ...scan }, target, catalogue: known });
    expect(answeringOf(inspection(state))?.state).toBe('asked');
    expect(commands.map((command) => command.do)).toContain('inspect');
  });
});

describe('fifty thousand entries', () => {
  const entries: readonly Entry[] = Array.from({ length: 50_000 }, (_, i) => {
    const head = i - (i % 100);
    const [name, space] = [`app-${i}`, `ns-${head}`];
    const about =
      i === head
        ? ({ type: 'section', title: space, count: 99 } as const)
        : ({ type: 'holder', identity: { kind: 'User', name }, power: undefined } as const);
    return { key: name, head, namespace: space, kind: 'User', name, words: '', about };
  });

  it.each(SIZES)('are drawn as one window at $columns x $rows', async (size) => {
    const tui = await opened();
    const { world } = tui.get();
    const list = { ...listOf(entries), cursor: 31_415 };
    const state: State = {
      ...tui.get(),
      world: { ...world!, inspection: { ...world!.inspection, lists: new Map([['restricted', list]]) } },
    };
    expect(drawn(state, size).match(/app-\d+/g)!.length).toBeLessThan(size.rows + 5);
    expect(drawn(state, size)).toContain('app-31415');
  });

  it('keep the line of each group of which a filter leaves a member', () => {
    const list = queried(listOf(entries), 'app-31415');
    expect(windowOf(list, 0, 10).map(({ name }) => name)).toEqual(['app-31400', 'app-31415']);
    expect(entryAt(list, list.cursor)?.name).toBe('app-31415');
  });
});

it('shows names from a hostile cluster as text', async () => {
  const EVIL = 'x\u001b[2J\u202eevil';
  const tui = await opened(
    sceneOf({ entries: [namespace(EVIL), account(EVIL, 'default'), deployment(EVIL, `${EVIL}字`), role(EVIL), binding(EVIL, EVIL)] }),
  );
  for (const key of [']', ']', ']']) {
    for (const size of SIZES) {
      const text = drawn(tui.get(), size);
      expect(text).toContain('evil');
      expect(/[\u001b\u202e]/.test(text)).toBe(false);
    }
    tui.press(key);
    await tui.until(isAnswered);
  }
});
