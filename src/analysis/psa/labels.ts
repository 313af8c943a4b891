import { labelsOf, type Resource } from '../../core/resource.ts';
import { isLevel, isStricter, type Level } from './level.ts';
import { parseVersion } from './version.ts';

export type Mode = 'enforce' | 'audit' | 'warn';

/** `pod-security.kubernetes.io/warn` */
export const labelOf = (mode: Mode): string => `pod-security.kubernetes.io/${mode}`;

/** What a namespace asks for in one mode. */
export interface Policy {
  readonly level: Level;
  readonly version: string;
}

const asked = (namespace: Resource, mode: Mode): Policy => {
  const labels = labelsOf(namespace);
  const [level, version] = [labels[labelOf(mode)], labels[`${labelOf(mode)}-version`]];
  const unreadable: Level = mode === 'enforce' ? 'restricted' : 'privileged';
  return {
    level: level === undefined ? 'privileged' : isLevel(level) ? level : unreadable,
    version: typeof version === 'string' && parseVersion(version) !== undefined ? version : 'latest',
  };
};

/**
 * The policy of a namespace, as `PolicyToEvaluate` reads its labels where the server's own defaults are `privileged`: a level that
 * cannot be read enforces `restricted` and warns of nothing, and without a level of its own `warn` follows `enforce`.
 */
export const policyOf = (namespace: Resource, mode: Mode): Policy => {
  const own = asked(namespace, mode);
  const labels = labelsOf(namespace);
  if (mode !== 'warn' || labels[labelOf('warn')] !== undefined || !isLevel(labels[labelOf('enforce')])) return own;
  const enforced = asked(namespace, 'enforce');
  if (!isStricter(enforced.level, own.level)) return own;
  return { level: enforced.level, version: labels[`${labelOf('warn')}-version`] === undefined ? enforced.version : own.version };
};
