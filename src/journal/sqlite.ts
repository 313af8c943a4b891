import type { DatabaseSync } from 'node:sqlite';

/** `node:sqlite` without the ExperimentalWarning that some Node versions print when it is loaded. */
const load = (): typeof DatabaseSync => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was, never called from here
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite').DatabaseSync;
  } finally {
    process.emitWarning = emitWarning;
  }
};

const SQLITE_BUSY = 5;

/** Locks the database file until `close`, or until this process dies; undefined where somebody else holds it. */
export const lockDatabase = (file: string): { close(): void } | undefined => {
  const Database = load();
  const database = new Database(file);
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
};
