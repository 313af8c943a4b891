import { Failure } from '../app/errors.ts';
import type { Disk } from './disk.ts';
import { trustFile } from './privateFolder.ts';
import type { Kind } from './schema.ts';
import { unseal } from './seal.ts';

export const SCHEMA = 1;

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

/** Reads a file that `seal` wrote with a body of this kind; changes nothing. */
export const readSealed = async (disk: Disk, file: string, kind: Kind): Promise<Read> => {
  try {
    const text = await textOf(disk, file);
    if (text === undefined) return { state: 'missing' };
    const opened = unseal(text, SCHEMA);
    if (opened.state === 'newer')
      return { state: 'refused', reason: `a newer kubeharden wrote it (schema ${opened.schema}; this one knows ${SCHEMA})` };
    if (opened.state === 'corrupt') return { state: 'damaged', reason: opened.reason };
    const reason = await flawIn(kind, opened.body);
    return reason === undefined ? opened : { state: 'damaged', reason };
  } catch (error) {
    if (error instanceof Failure) return { state: 'refused', reason: error.message };
    throw error;
  }
};
