import { Failure } from '../app/errors.ts';
import type { Disk } from './disk.ts';
import { trustFile } from './privateFolder.ts';
import type { Kind } from './schema.ts';
import { MIGRATIONS, migrated, schemaAfter } from './migrations.ts';
import { unseal, type Opened } from './seal.ts';

export const SCHEMA = schemaAfter(MIGRATIONS);

/** What cannot be used. `refused` stays where it is: a link, another user's file, or what a newer kubeharden wrote. */
export interface Unusable {
  readonly state: 'damaged' | 'refused';
  readonly reason: string;
}

export type Read = { readonly state: 'missing' } | { readonly state: 'sound'; readonly body: unknown } | Unusable;

const textOf = async (disk: Disk, file: string): Promise<string | undefined> => {
  const found = await disk.find(file);
  if (!found) return undefined;
  trustFile(file, found);
  return disk.read(file);
};

const flawIn = async (kind: Kind, body: unknown): Promise<string | undefined> => {
  const { flaw } = await import('./schema.ts'); // zod costs start-up time that most commands do not need
  const wrong = flaw(kind, body);
  return wrong === undefined ? undefined : `it does not have the form that kubeharden writes (${wrong})`;
};

/** Why a later kubeharden's work is not read. */
export const newerThanThis = ({ schema, by }: Extract<Opened, { state: 'newer' }>, known: number): string =>
  `it was made by a newer kubeharden${by === undefined ? '' : ` ${by}`} (schema ${schema}; this one knows ${known}): update kubeharden`;

/** Reads a file that `seal` wrote with a body of this kind, in the form of today; changes nothing. */
export const readSealed = async (disk: Disk, file: string, kind: Kind, migrations = MIGRATIONS): Promise<Read> => {
  try {
    const text = await textOf(disk, file);
    if (text === undefined) return { state: 'missing' };
    const known = schemaAfter(migrations);
    const opened = unseal(text, known);
    if (opened.state === 'newer') return { state: 'refused', reason: newerThanThis(opened, known) };
    if (opened.state === 'corrupt') return { state: 'damaged', reason: opened.reason };
    const body = migrated(kind, opened.body, opened.schema, migrations);
    const reason = await flawIn(kind, body);
    return reason === undefined ? { state: 'sound', body } : { state: 'damaged', reason };
  } catch (error) {
    if (error instanceof Failure) return { state: 'refused', reason: error.message };
    throw error;
  }
};
