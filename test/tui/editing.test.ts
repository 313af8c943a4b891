import { readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { Failure } from '../../src/app/errors.ts';
import { field, items, type Resource } from '../../src/core/resource.ts';
import { editIn, editorOf } from '../../src/tui/editor.ts';
import type { Review, State } from '../../src/tui/state.ts';
import { deployment, namespace } from '../contract/objects.ts';
import { sessionOf, type Play } from './play.ts';
import { sceneOf } from './scene.ts';

const reviewOf = ({ screen }: State): Review => {
  if (screen.at !== 'review') throw new Error(`it is ${screen.at}`);
  return screen;
};

const isReviewed = ({ screen, overlay }: State): boolean => screen.at === 'review' && !overlay;

const reviewed = async (entry: Resource): Promise<{ readonly tui: Play; readonly scene: ReturnType<typeof sceneOf> }> => {
  const chosen = catalogue.filter(({ id }) => ['privilege-escalation', 'capabilities'].includes(id));
  const scene = sceneOf({ entries: [namespace('shop'), entry], catalogue: chosen });
  const tui = await sessionOf(scene);
  tui.press('2', '+', 'p');
  await tui.until(isReviewed);
  return { tui, scene };
};

const edit = async (tui: Play, ...editing: readonly ((text: string) => string)[]): Promise<State> => {
  tui.editing.push(...editing);
  tui.press('e');
  return tui.until(isReviewed);
};

const containerOf = (object: Resource | undefined): unknown => items(field(object, 'spec', 'template', 'spec', 'containers'))[0];

describe('a change that is edited', () => {
  it('is what would be stored, asked of the server again, and is applied as it was edited', async () => {
    const { tui, scene } = await reviewed(deployment('shop', 'web'));
    let given = '';
    const after = await edit(tui, (text) => {
      given = text;
      return text.replace('- ALL', '- NET_RAW');
    });
    expect(given).toContain('allowPrivilegeEscalation: false');
    expect(given).not.toMatch(/resourceVersion|uid:/);
    const [change] = reviewOf(after).plan.changes;
    expect(change?.findings.map(({ remediation }) => remediation)).toEqual(['privilege-escalation']);
    expect(after.notice?.text).toContain('1 finding open');
    tui.press('A', 'y');
    await tui.until(({ screen }) => screen.at === 'applying' && screen.over);
    const stored = await scene.target.get(change!.change.ref);
    expect(containerOf(stored)).toMatchObject({
      securityContext: { capabilities: { drop: ['NET_RAW'] }, allowPrivilegeEscalation: false },
    });
  });

  it('is left as it is where nothing, or nothing else, is saved', async () => {
    const { tui } = await reviewed(deployment('shop', 'web'));
    const { plan } = reviewOf(tui.get());
    for (const editor of [(text: string) => text, () => ''] as const) {
      const after = await edit(tui, editor);
      expect(reviewOf(after).plan).toBe(plan);
      expect(after.notice?.text).toBe('Nothing was changed.');
    }
  });

  it('comes back to the editor with what is wrong, and keeps what was typed', async () => {
    const { tui } = await reviewed(deployment('shop', 'web'));
    const seen: string[] = [];
    const wrong = (change: (text: string) => string) => (text: string) => {
      seen.push(text);
      return change(text);
    };
    await edit(
      tui,
      wrong((text) => text.replace('name: web', 'name: other')),
      wrong((text) => `${text}\n  - : [`),
      wrong(() => 'true'),
      wrong(() => ''),
    );
    expect(seen[1]).toMatch(/^# .*another object/m);
    expect(seen[1]).toContain('name: other');
    expect(seen[2]).toMatch(/^# .*not YAML/m);
    expect(seen[3]).toMatch(/^# .*no Kubernetes object/m);
  });

  it('never hands credentials to an editor', async () => {
    const { tui } = await reviewed({
      ...deployment('shop', 'web'),
      metadata: { name: 'web', namespace: 'shop', annotations: { 'example.com/password': 'hunter2-hunter2' } },
    });
    const after = await edit(tui, () => {
      throw new Error('it was opened');
    });
    expect(after.notice?.text).toContain('credentials');
  });
});

describe('the editor', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'kubeharden editor '))));
  afterAll(() => rm(folder, { recursive: true }));

  const script = async (name: string, body: string): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, `#!/bin/sh\n${body}\n`);
    await chmod(file, 0o755);
    return `'${file}'`;
  };

  it('is the one that kubectl would take', () => {
    expect(editorOf({ KUBE_EDITOR: 'a', VISUAL: 'b', EDITOR: 'c' })).toBe('a');
    expect(editorOf({ KUBE_EDITOR: ' ', VISUAL: 'b', EDITOR: 'c' })).toBe('b');
    expect(editorOf({})).toBe('vi');
  });

  it('edits a file that only its owner can read, and that is gone afterwards', async () => {
    const editor = await script(
      'good',
      `stat -c %a "$1" > '${folder}/mode'; printf 'more\\n' >> "$1"; printf '%s' "$1" > '${folder}/name'`,
    );
    expect(await editIn(editor, 'text\n')).toBe('text\nmore\n');
    expect(readdirSync(folder)).toContain('mode');
    const { readFile } = await import('node:fs/promises');
    expect((await readFile(path.join(folder, 'mode'), 'utf8')).trim()).toBe('600');
    await expect(readFile(await readFile(path.join(folder, 'name'), 'utf8'))).rejects.toThrow('ENOENT');
  });

  it('that fails changes nothing, and it is said which one it was', async () => {
    const editor = await script('bad', 'exit 3');
    await expect(editIn(editor, 'text')).rejects.toThrow(Failure);
    await expect(editIn(editor, 'text')).rejects.toThrow('ended with 3');
  });
});
