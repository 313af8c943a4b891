import type { Rule } from './rules.ts';

const NOTHING: Rule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

/** Everything that RBAC can grant, as cluster-admin has it. */
export const EVERYTHING: readonly Rule[] = [
  { ...NOTHING, verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { ...NOTHING, verbs: ['*'], nonResourceURLs: ['*'] },
];

/** What a ClusterRole grants that the API server makes at its first start, for files, which do not hold it; undefined for any other. */
export const defaultRules = (name: string): readonly Rule[] | undefined => (name === 'cluster-admin' ? EVERYTHING : undefined);
