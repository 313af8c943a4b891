import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import type { Step } from '../../src/app/run.ts';
import type { Ref, Resource } from '../../src/core/resource.ts';
import { editOf, runOf } from '../journal/example.ts';
import { sceneOf, type Scene } from './scene.ts';

const ACCOUNT: Ref = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'payments', name: 'default' };
const NEXT: Ref = { ...ACCOUNT, namespace: 'web' };

/** A target with a run that ended while its first write was under way; whether that arrived is what `arrived` says. */
export const cutOffScene = async (arrived: 'arrived' | 'lost', options: Parameters<typeof sceneOf>[0] = {}): Promise<Scene> => {
  const journal = memoryJournal();
  const scene = sceneOf({ ...options, journal });
  const step = async (ref: Ref, state: Step['state']): Promise<Step> => {
    const before = (await scene.target.get(ref)) as Resource;
    return { ...editOf(before, { ...before, automountServiceAccountToken: false }), state, at: '2026-11-20T10:00:00.000Z' };
  };
  await journal.save(runOf('2026-11-20-1', [await step(ACCOUNT, 'sending'), await step(NEXT, 'prepared')]));
  if (arrived === 'arrived') scene.target.outside.edit(ACCOUNT, (now) => ({ ...now, automountServiceAccountToken: false }));
  return scene;
};
