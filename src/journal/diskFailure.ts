import { EXIT, Failure } from '../app/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'it is a symbolic link',
  EMFILE: 'too many files are open',
  EIO: 'the device reports an error',
};

const reasonOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error.code === 'ERR_SQLITE_ERROR') return error.message;
  return 'errno' in error ? (REASONS[error.code] ?? error.code) : undefined;
};

/**
 * Runs what touches the disk. What the system refuses becomes a Failure: `what` could not be done at `place`, why, and
 * `consequence`, a sentence on what this means for the target. Anything else is a bug and passes.
 */
export const onDisk = async <T>(what: string, place: string, consequence: string, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    const reason = reasonOf(error);
    if (error instanceof Failure || reason === undefined) throw error;
    throw new Failure(
      EXIT.usage,
      `${what}: ${reason} (${place}). ${consequence}`,
      ['Make room or give yourself the right to write there, or set XDG_STATE_HOME to another folder.'],
      { cause: error },
    );
  }
};
