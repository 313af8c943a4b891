import { EXIT, Failure } from '../app/errors.ts';
import { ioCode, ioReason } from '../app/ioReason.ts';

/** Of the file system, or of the database that is the lock; undefined for a bug. */
const refusalOf = (error: unknown): string | undefined =>
  error instanceof Error && ioCode(error) === 'ERR_SQLITE_ERROR' ? error.message : ioReason(error);

/**
 * Runs what touches the disk. What the system refuses becomes a Failure: `what` could not be done at `place`, why, and
 * `consequence`, a sentence on what this means for the target. Anything else is a bug and passes.
 */
export const onDisk = async <T>(what: string, place: string, consequence: string, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    const reason = refusalOf(error);
    if (error instanceof Failure || reason === undefined) throw error;
    throw new Failure(
      EXIT.usage,
      `${what}: ${reason} (${place}). ${consequence}`,
      ['Make room or give yourself the right to write there, or set XDG_STATE_HOME to another folder.'],
      { cause: error },
    );
  }
};
