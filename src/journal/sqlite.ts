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

export interface Held {
  free(): void;
}

/** What is held: a lock that the garbage collector could reach would be freed by it. */
const held = new Set<object>();

/** Locks the database file until `free`, or until this process dies; undefined where somebody else holds it for longer than `waitMs`. */
export const lockDatabase = (file: string, waitMs: number): Held | undefined => {
  const Database = load();
  const database = new Database(file, { timeout: waitMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
    held.add(database);
    return {
      free() {
        if (held.delete(database)) database.close();
      },
    };
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
};
