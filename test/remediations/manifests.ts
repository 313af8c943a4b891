import { loadAll } from 'js-yaml';
import type { Resource } from '../../src/core/resource.ts';
import { snapshotOf, type Facts, type Snapshot } from '../../src/core/snapshot.ts';

/** YAML (several documents if need be), one object, or several. */
export type Manifest = string | Resource | readonly Resource[];

export const resources = (manifest: Manifest): readonly Resource[] => {
  if (typeof manifest === 'string')
    return loadAll(manifest).filter((document): document is Resource => document !== null && document !== undefined);
  return Array.isArray(manifest) ? (manifest as readonly Resource[]) : [manifest as Resource];
};

export const FACTS: Facts = { now: '2026-01-01T00:00:00Z', origin: 'cluster' };

/** A snapshot of these objects; a cluster's unless `facts` say otherwise. */
export const snapshotFrom = (manifest: Manifest, facts: Partial<Facts> = {}): Snapshot =>
  snapshotOf(
    resources(manifest).map((resource) => ({ resource })),
    { ...FACTS, ...facts },
  );
