const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the quota is used up',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'a symbolic link stands in the way',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the path is too long',
  EIO: 'the device reports an error',
};

export const ioCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Why the file system said no, in words; undefined for an error that is not the file system's. */
export const ioReason = (error: unknown): string | undefined => {
  const code = ioCode(error);
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? (REASONS[code] ?? code) : undefined;
};

/** The same; an error that is not the file system's is a bug and thrown on. */
export const reasonOf = (error: unknown): string => {
  const reason = ioReason(error);
  if (reason === undefined) throw error;
  return reason;
};
