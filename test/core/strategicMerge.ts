import { isRecord } from '../../src/core/resource.ts';

type Tree = Readonly<Record<string, unknown>>;

const KEYS: Readonly<Record<string, string>> = {
  ...{
    containers: 'name',
    initContainers: 'name',
    volumes: 'name',
    env: 'name',
    imagePullSecrets: 'name',
    secrets: 'name',
    webhooks: 'name',
  },
  ...{ volumeMounts: 'mountPath', volumeDevices: 'devicePath', ports: 'containerPort', hostAliases: 'ip' },
};

const mergeLists = (key: string, live: readonly Tree[], patch: readonly Tree[]): readonly unknown[] => {
  const marks = patch.filter((item) => item['$patch'] === 'replace');
  // kustomize: without a list to replace, what comes with the mark is lost.
  if (marks.length > 0) return live.length === 0 ? marks : patch.filter((item) => item['$patch'] !== 'replace');
  const names = patch.map((item) => item[key]);
  const gone = patch.filter((item) => item['$patch'] === 'delete').map((item) => item[key]);
  const first = patch
    .filter((item) => item['$patch'] !== 'delete')
    .map((item) => strategicMerge(live.find((other) => other[key] === item[key]) ?? {}, item));
  return [...first, ...live.filter((item) => !names.includes(item[key]))].filter((item) => !gone.includes((item as Tree)[key]));
};

/** What kustomize does with a strategic merge patch: what the patch names comes first in lists that are merged. */
export const strategicMerge = (live: unknown, patch: unknown, name = ''): unknown => {
  if (isRecord(patch) && isRecord(live)) {
    const merged: Record<string, unknown> = { ...live };
    for (const [key, value] of Object.entries(patch)) {
      if (value === null) delete merged[key];
      else merged[key] = strategicMerge(live[key], value, key);
    }
    return merged;
  }
  const key = KEYS[name];
  if (Array.isArray(patch) && key !== undefined && patch.every(isRecord))
    return mergeLists(key, Array.isArray(live) ? (live as Tree[]) : [], patch);
  return patch;
};
