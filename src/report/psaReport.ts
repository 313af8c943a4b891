import type { Violation } from '../analysis/psa/check.ts';
import type { NamespaceLevels, PodSecurityReport } from '../analysis/psa/inspect.ts';
import type { Level } from '../analysis/psa/level.ts';
import type { InputProblem, TargetInfo } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import type { Unread } from '../core/snapshot.ts';
import { API_VERSION } from './apiVersion.ts';
import { named, placeOf, shortName, type NamedObject } from './named.ts';
import { table } from './table.ts';

export interface PsaReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'PodSecurityReport';
  readonly target: TargetInfo;
  readonly level: Level;
  readonly version: string;
  readonly results: readonly (NamedObject & { readonly allowed: boolean; readonly violations: readonly Violation[] })[];
  /** How many old revisions, Jobs that are done and pods that have ended are left out. */
  readonly past: number;
  readonly namespaces: readonly NamespaceLevels[];
  readonly notChecked: readonly Unread[];
  readonly problems: readonly InputProblem[];
}

export const psaReport = (
  { level, version, results, past, namespaces }: PodSecurityReport,
  target: TargetInfo,
  notChecked: readonly Unread[],
  problems: readonly InputProblem[],
): PsaReport => ({
  apiVersion: API_VERSION,
  kind: 'PodSecurityReport',
  target,
  level,
  version,
  results: results.map(({ ref, violations }) => ({ ...named(ref), allowed: violations.length === 0, violations })),
  past,
  namespaces,
  notChecked,
  problems,
});

/** Who would be refused and why, then what each namespace could enforce. */
export const psaTable = ({ level, version, results, past, namespaces, notChecked }: PsaReport, columns = Infinity): readonly string[] => {
  const refused = results.filter(({ allowed }) => !allowed);
  const rows = refused.flatMap(({ resource, source, violations }) =>
    violations.map(({ reason, detail }) => [
      printable(resource.namespace ?? '-'),
      shortName(resource),
      printable(reason),
      printable(detail),
      placeOf(source),
    ]),
  );
  return [
    ...(rows.length > 0 ? [...table(['NAMESPACE', 'OBJECT', 'REASON', 'DETAIL', 'SOURCE'], rows, columns), ''] : []),
    ...(namespaces.length > 0
      ? [
          ...table(
            ['NAMESPACE', 'ENFORCES', 'COULD ENFORCE'],
            namespaces.map(({ namespace, enforces, meets }) => [printable(namespace), enforces, meets]),
            columns,
          ),
          '',
        ]
      : []),
    `${refused.length} of ${results.length} pods and templates would be refused at ${level}, ${version}${past === 0 ? '' : ` (without ${past} that are over: old revisions, ended pods and Jobs)`}`,
    ...notChecked.map(({ kind, reason }) => `not checked: ${kind}: ${printable(reason)}`),
  ];
};
