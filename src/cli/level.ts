import { isLevel, LEVELS, type Level } from '../analysis/psa/level.ts';
import { parseVersion } from '../analysis/psa/version.ts';
import { usage } from '../app/errors.ts';
import type { Demands } from '../app/hardening.ts';
import type { Flags } from './flags.ts';

export const levelOf = ({ level = 'restricted' }: Flags): Level => {
  if (!isLevel(level)) throw usage(`--level ${level}: there is no such level.`, `Give one of ${LEVELS.join(', ')}.`);
  return level;
};

export const versionOf = ({ version = 'latest' }: Flags): string => {
  if (parseVersion(version) === undefined)
    throw usage(`--version ${version}: there is no such version.`, 'Give one such as v1.29, or latest.');
  return version;
};

/** The level of Pod Security that is to be met; it says by itself which checks are meant, and that workloads restart. Throws a Failure. */
export const demandedOf = (flags: Flags, checks: readonly string[]): Demands | undefined => {
  if (flags.level === undefined) {
    if (flags.version === undefined) return undefined;
    throw usage('--version has no meaning without --level.', 'Name the level too: baseline or restricted.');
  }
  if (checks.length > 0 || flags.wave !== undefined)
    throw usage('--level says by itself what is to be mended.', 'Leave out checks and --wave; KIND/NAME, -n and -l say where.');
  return { level: levelOf(flags), version: versionOf(flags) };
};
