import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Journal } from '../../src/app/journal.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { folderWith, open } from '../manifests/folder.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: a}]}\n';

/** As two of the program would have it: one place for records, and a journal for each target. */
const journals =
  (home: string) =>
  async (...paths: readonly string[]): Promise<Journal> => {
    const { info, claims } = await open(...paths);
    return openFileJournal({ info, claims, env: { XDG_STATE_HOME: home }, version: '0.1.0' });
  };

/** Whether a run on these paths is kept from starting while another is under way on those. */
const isKeptOut = async (those: readonly string[], these: readonly string[]): Promise<boolean> => {
  const journalOf = journals(folderWith({}));
  const first = await (await journalOf(...those)).lock();
  const second = await journalOf(...these);
  try {
    await (await second.lock()).release();
    return false;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    expect(message).toMatch(new RegExp(`^/.* is locked by \`kubeharden.*pid ${process.pid}\\), since 20\\d\\d-.*Nothing was sent\\.$`));
    return true;
  } finally {
    await first.release();
    await (await second.lock()).release();
  }
};

describe('two runs on files at once', () => {
  it('have no file in common: the second is told who holds it, and since when', async () => {
    const folder = folderWith({ 'a.yaml': POD, 'sub/b.yaml': POD, 'sub-2/c.yaml': POD });
    const [a, sub, b, sub2] = ['a.yaml', 'sub', 'sub/b.yaml', 'sub-2'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
      string,
    ];
    const linking = folderWith({ 'd.yaml': POD });
    symlinkSync(a, join(linking, 'link.yaml'));
    symlinkSync(sub2, join(linking, 'link'));
    const common: readonly (readonly [string, string])[] = [
      [folder, a],
      [folder, sub],
      [folder, b],
      [sub, b],
      [folder, linking],
      [a, linking],
      [sub2, linking],
    ];
    for (const [one, other] of common) {
      expect(await isKeptOut([one], [other]), `${one}, then ${other}`).toBe(true);
      expect(await isKeptOut([other], [one]), `${other}, then ${one}`).toBe(true);
    }
    const apart: readonly (readonly [string, string])[] = [
      [a, sub],
      [sub, sub2],
      [linking, sub],
    ];
    for (const [one, other] of apart) expect(await isKeptOut([one], [other]), `${one}, then ${other}`).toBe(false);
  });

  it('are no longer two when one was killed: what it claimed is free', async () => {
    const [home, folder] = [folderWith({}), folderWith({ 'a.yaml': POD })];
    const journalOf = journals(home);
    const dead = await journalOf(folder);
    await (await dead.lock()).release();
    writeFileSync(join(dead.place, 'lock.json'), JSON.stringify({ pid: 1, claims: [folder] }));
    await (await (await journalOf(join(folder, 'a.yaml'))).lock()).release();
  });
});
