import type { Check, Judge } from './check.ts';
import { allowPrivilegeEscalation } from './checks/allowPrivilegeEscalation.ts';
import { appArmorProfile } from './checks/appArmorProfile.ts';
import { capabilitiesBaseline, capabilitiesRestricted } from './checks/capabilities.ts';
import { hostNamespaces } from './checks/hostNamespaces.ts';
import { hostPorts } from './checks/hostPorts.ts';
import { hostProbes } from './checks/hostProbes.ts';
import { privileged } from './checks/privileged.ts';
import { procMountBaseline, procMountRestricted } from './checks/procMount.ts';
import { runAsNonRoot } from './checks/runAsNonRoot.ts';
import { runAsUser } from './checks/runAsUser.ts';
import { seccompBaseline, seccompRestricted } from './checks/seccompProfile.ts';
import { seLinuxOptions } from './checks/seLinuxOptions.ts';
import { sysctls } from './checks/sysctls.ts';
import { hostPathVolumes, restrictedVolumes } from './checks/volumes.ts';
import { windowsHostProcess } from './checks/windowsHostProcess.ts';
import type { Level } from './level.ts';
import { NEWEST_MINOR } from './version.ts';

/** All checks, in the order in which the server reports them: baseline before restricted, then by id. */
export const CHECKS: readonly Check[] = [
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  procMountBaseline,
  seLinuxOptions,
  seccompBaseline,
  sysctls,
  windowsHostProcess,
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  procMountRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
];

/** A check as one version has it. */
export interface Rule {
  readonly id: string;
  readonly judge: Judge;
}

export const judgeAt = (check: Check, minor: number): Judge | undefined => check.revisions.findLast(({ since }) => since <= minor)?.judge;

const compiled = (level: Exclude<Level, 'privileged'>, minor: number): readonly Rule[] => {
  const standing = CHECKS.filter((check) => level === 'restricted' || check.level === 'baseline').flatMap((check) => {
    const judge = judgeAt(check, minor);
    return judge ? [{ id: check.id, overrides: check.overrides, judge }] : [];
  });
  const overridden = new Set(standing.map((check) => check.overrides));
  return standing.filter(({ id }) => !overridden.has(id)).map(({ id, judge }) => ({ id, judge }));
};

const known: Readonly<Record<Exclude<Level, 'privileged'>, (readonly Rule[])[]>> = { baseline: [], restricted: [] };

export const rulesOf = (level: Level, minor: number): readonly Rule[] =>
  level === 'privileged' || minor > NEWEST_MINOR ? [] : (known[level][minor] ??= compiled(level, minor));
