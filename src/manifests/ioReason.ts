const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the quota is used up',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the path is too long',
};

export const ioCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Why the file system said no, in words. An error that is not the file system's is a bug and thrown on. */
export const reasonOf = (error: unknown): string => {
  const code = ioCode(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw error;
  return REASONS[code] ?? code;
};
