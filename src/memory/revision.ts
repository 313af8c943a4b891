import { createHash } from 'node:crypto';
import { field, isRecord, kindOf, type Resource } from '../core/resource.ts';

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Letters as the API server and controllers append them to names; the same seed gives the same ones. */
export const suffix = (seed: string, length: number): string =>
  [...createHash('sha256').update(seed).digest().subarray(0, length)].map((byte) => LETTERS[byte % LETTERS.length]).join('');

const inOrder = (_name: string, value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

/** Names the state of a pod template; the order of its fields does not count. */
export const revisionOf = (workload: Resource): string => suffix(JSON.stringify(field(workload, 'spec', 'template') ?? null, inOrder), 10);

/** The label by which a controller tells its pods of one revision from those of another. */
export const revisionLabel = (workload: Resource): string =>
  kindOf(workload) === 'apps/Deployment' ? 'pod-template-hash' : 'controller-revision-hash';
