// A kubeharden of its own, for tests: takes the lock below the given state folder, says so, and keeps it until its stdin ends.
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { INFO } from './example.ts';

const journal = await openFileJournal({ info: INFO, env: { XDG_STATE_HOME: process.argv[2] }, version: '0.1.0' });
try {
  const lock = await journal.lock();
  process.stdout.write('held\n');
  for await (const _chunk of process.stdin);
  await lock.release();
} catch (error) {
  process.stdout.write(`refused: ${error instanceof Error ? error.message : String(error)}\n`);
}
