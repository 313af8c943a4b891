import { isRecord } from '../core/resource.ts';
import type { Kind } from './schema.ts';

/** What one schema's bodies become in the next one, by kind; a kind that did not change has no entry. Pure. */
export type Migration = Partial<Readonly<Record<Kind, (body: Readonly<Record<string, unknown>>) => unknown>>>;

/** The first leads from schema 1 to 2. A change of Run, Step or Memory that old records do not fit is one more entry here, and nothing else. */
export const MIGRATIONS: readonly Migration[] = [];

/** What is written today. */
export const schemaAfter = (migrations: readonly Migration[]): number => migrations.length + 1;

/** A body of schema `from` (1 or higher) in the form of today. A header says itself which schema it has. */
export const migrated = (kind: Kind, body: unknown, from: number, migrations: readonly Migration[]): unknown => {
  const next = migrations.slice(from - 1).reduce<unknown>((so, migration) => (isRecord(so) ? (migration[kind]?.(so) ?? so) : so), body);
  return kind === 'run' && isRecord(next) ? { ...next, schema: schemaAfter(migrations) } : next;
};
