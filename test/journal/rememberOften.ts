// A kubeharden of its own, for tests: remembers twenty namespaces below the given state folder, one by one, each with the given prefix.
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { INFO } from './example.ts';

const [, , home, prefix] = process.argv;
const journal = await openFileJournal({ info: INFO, env: { XDG_STATE_HOME: home }, version: '0.1.0' });
for (let i = 0; i < 20; i++)
  await journal.remember((memory) => ({ ...memory, warnsSince: { ...memory.warnsSince, [`${prefix}-${i}`]: '2026-11-21' } }));
