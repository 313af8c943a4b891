import type { CorruptRecord } from '../app/journal.ts';

/** What a person has to know and do where what was remembered between sessions cannot be used. */
export const lostMemory = ({ reason, file }: CorruptRecord): string =>
  [
    `What was decided and ignored here cannot be used: ${reason}.`,
    ...(file === undefined ? [] : [`It stands in ${file}.`]),
    'Decide it again, with that file beside you if you need to look something up.',
  ].join(' ');
