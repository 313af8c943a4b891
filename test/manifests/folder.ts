import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Preview, Proposal, Target } from '../../src/app/target.ts';
import type { Change } from '../../src/core/change.ts';
import { invertFiles } from '../../src/app/fileEdits.ts';
import type { Kind, Ref, Resource } from '../../src/core/resource.ts';
import { openManifests } from '../../src/manifests/target.ts';

/** A folder with these files, until the test is over. */
export const folderWith = (files: Readonly<Record<string, string | Buffer>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeharden-manifests-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
};

export const open = (...paths: readonly string[]): Promise<Target> =>
  openManifests({ paths, readOnly: false, now: () => new Date('2026-11-21T00:00:00Z') });

export const textOf = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');

/** The objects of some kinds, with their names. */
export const objectsOf = async (target: Target, ...kinds: readonly Kind[]): Promise<readonly { ref: Ref; resource: Resource }[]> => {
  const snapshot = await target.read({ kinds });
  return kinds
    .flatMap((kind) => snapshot.list(kind))
    .filter((resource) => !snapshot.isSynthetic(resource))
    .map((resource) => ({ ref: snapshot.ref(resource), resource }));
};

/** A copy that a test may write to. */
export interface Draft {
  metadata: { labels?: Record<string, string> };
  [field: string]: unknown;
}

/** The change of one object that `alter` makes to a copy of it. */
export const changeOf = async (target: Target, ref: Ref, alter: (copy: Draft) => void): Promise<Change> => {
  const before = (await target.get(ref))!;
  const after = structuredClone<Draft>(before);
  alter(after);
  return { ref, before, after: after as unknown as Resource };
};

/** Asks, writes, and returns what was approved. */
export const apply = async (target: Target, change: Proposal): Promise<Preview> => {
  const preview = await target.preview(change);
  await target.write(change, preview);
  return preview;
};

/** The proposal that takes back what was approved, to the byte. */
export const backFrom = (change: Change, { before, after, files = [] }: Preview): Proposal => ({
  ref: change.ref,
  ...(after ? { before: after } : {}),
  ...(before ? { after: before } : {}),
  files: invertFiles(files),
});
