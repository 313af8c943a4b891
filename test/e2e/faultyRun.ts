import { expect } from 'vitest';
import { needsRecovery } from '../../src/app/recover.ts';
import type { Run } from '../../src/app/run.ts';
import { equal } from '../../src/core/change.ts';
import { withoutServerFields } from '../../src/core/diff.ts';
import type { Resource } from '../../src/core/resource.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { pathOf } from '../control-plane/api.ts';
import { dated } from './faultyDoor.ts';
import { clockOffBy, cronJob, NAMES, type World } from './faultyWorld.ts';

/** A write may still arrive for a minute; later it is known, once all clocks say so. */
const LATER_MS = 120_000;

/** What a list has of an object, less what the cluster keeps for itself. */
const contentOf = (resource: Resource): unknown => {
  const { status: _status, apiVersion: _version, kind: _kind, ...rest } = withoutServerFields(resource) as Resource & { status?: unknown };
  return rest;
};

const NOTE = { note: 'theirs' };

const annotate = async ({ api, namespace }: World): Promise<void> => {
  await api.must('PATCH', pathOf(cronJob(namespace, NAMES[0])), { metadata: { annotations: NOTE } });
};

const withNote = (contents: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const key = `CronJob/${NAMES[0]}`;
  const first = contents[key] as Resource;
  return { ...contents, [key]: { ...first, metadata: { ...first.metadata, annotations: NOTE } } };
};

interface Change {
  readonly state: string;
  readonly detail?: string;
  readonly resource: { readonly kind: string; readonly name: string };
}

interface Report {
  readonly run: string | null;
  readonly changes: readonly Change[];
  readonly refused: readonly { readonly resource: { readonly name: string } }[];
  readonly left: readonly { readonly reason: string }[];
}

export interface Told {
  readonly code: number | null;
  /** How each object ended, by its name. */
  readonly ends: Readonly<Record<string, string>>;
  readonly stderr: string;
  /** All that was said of why. */
  readonly why: string;
}

const PERHAPS = ['applied', 'verified', 'degraded', 'unknown', 'sending', 'rolled-back', 'rollback-conflict'];
const WRITTEN = ['applied', 'verified', 'degraded'];
const MAY_STAND = [...WRITTEN, 'rollback-conflict'];

const endsOf = ({ changes, refused }: Report): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(refused.map(({ resource }) => [resource.name, 'refused'])),
  ...Object.fromEntries(changes.map(({ resource, state }) => [resource.name, state])),
});

/** What an `apply` or a `rollback` came to. Whatever that is, its record says the same, and nothing but what it says was written. */
export const told = async (world: World, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Told> => {
  const before = await world.objects();
  const { code, stdout, stderr } = await world.kubeharden([...args, '--yes', '--confirm', 'test', '-o', 'json'], env);
  if (stdout === '') return { code, ends: {}, stderr, why: stderr };
  const report = JSON.parse(stdout) as Report;
  const after = await world.objects();
  const touched = Object.keys(after).filter((key) => !before[key] || !equal(contentOf(before[key]), contentOf(after[key]!)));
  const perhaps = report.changes.filter(({ state }) => PERHAPS.includes(state)).map(({ resource }) => `${resource.kind}/${resource.name}`);
  expect(
    touched.filter((key) => !perhaps.includes(key)),
    'written and not recorded',
  ).toEqual([]);
  const why = [...report.changes.map(({ detail }) => detail), JSON.stringify([report.refused, report.left])].join('\n');
  return { code, ends: endsOf(report), stderr, why };
};

/** What stands in the records, newest first. */
const recorded = async ({ env, plane }: World): Promise<readonly Run[]> => {
  const target = await openCluster({ kubeconfig: plane.kubeconfig, readOnly: true });
  const journal = await openFileJournal({ info: target.info, env, version: '0.0.0' });
  await target.close();
  const { runs, corrupt } = await journal.list();
  expect(corrupt).toEqual([]);
  return runs;
};

const contentsOf = (objects: Readonly<Record<string, Resource>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(objects).map(([key, object]) => [key, contentOf(object)]));

/** Each object is as before or as its step was to make it, and the record says which. */
const expectNothingBetween = async (world: World, before: Readonly<Record<string, unknown>>): Promise<void> => {
  const live = contentsOf(await world.objects());
  for (const { steps, finished, does } of await recorded(world)) {
    expect(finished).toBeDefined();
    if (does === 'rollback') continue; // the record of the run that it undoes says how far it came
    for (const { state, ref, after } of steps) {
      expect(['unknown', 'sending', 'prepared']).not.toContain(state);
      const key = `${ref.kind}/${ref.name}`;
      const allowed = [
        ...(WRITTEN.includes(state) ? [] : [before[key]]),
        ...(MAY_STAND.includes(state) && after ? [contentOf(after)] : []),
      ];
      expect(allowed, `${key}: ${state}`).toContainEqual(live[key]);
    }
  }
};

/** Whatever our clock says: what was sent a moment ago is not called lost. */
export const mayStillArrive = async (world: World, env: Readonly<Record<string, string>>): Promise<void> => {
  expect(await world.kubeharden(['recover'], env)).toMatchObject({ code: 6, stderr: expect.stringContaining('it may still arrive') });
  expect((await recorded(world)).filter(needsRecovery)).toHaveLength(1);
};

/** Recovers, then rolls back: afterwards all is as it was, with what somebody else wrote meanwhile, and nothing is ours. */
export const expectBefore = async (world: World, objects: Readonly<Record<string, Resource>>): Promise<void> => {
  if ((await recorded(world)).some(needsRecovery)) {
    world.door.set(dated(LATER_MS));
    expect(await world.kubeharden(['recover'], clockOffBy(LATER_MS))).toMatchObject({ code: 0 });
    world.door.set();
  }
  const before = contentsOf(objects);
  await expectNothingBetween(world, before);
  await annotate(world);
  expect(await world.kubeharden(['rollback', '--yes', '--confirm', 'test', '-o', 'json'])).toMatchObject({ code: 0 });
  const end = await world.objects();
  expect(contentsOf(end)).toEqual(withNote(before));
  expect(JSON.stringify(end)).not.toContain('"manager":"kubeharden"');
};

/** Where the objects are gone there is nothing to take back, and nothing is made. */
export const expectGone = async (world: World): Promise<void> => {
  expect(await world.kubeharden(['rollback', '--yes', '--confirm', 'test', '-o', 'json'])).toMatchObject({ code: 4 });
  expect(await world.objects()).toEqual({});
};
