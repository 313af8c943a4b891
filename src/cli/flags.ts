import type { Override } from '../core/owner.ts';
import { usage } from '../app/errors.ts';
import { SEVERITIES, type Severity } from '../core/remediation.ts';
import type { TargetOptions } from './context.ts';

export type Output = 'table' | 'wide' | 'json' | 'yaml' | 'diff' | 'kustomize';

/** Flags as commander hands them over: what was not given is absent. */
export interface Flags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces?: true;
  readonly selector?: string;
  readonly filename?: readonly string[];
  readonly output?: string;
  readonly as?: string;
  readonly asGroup?: readonly string[];
  readonly requestTimeout?: string;
  readonly readOnly?: true;
  readonly fieldManager?: string;
  readonly config?: string;
  readonly failOn?: string;
  readonly imageReport?: readonly string[];
  readonly auditLog?: string;
  readonly allowUnchecked?: true;
  readonly readKubelets?: true;
  readonly out?: string;
  readonly plan?: string;
  readonly yes?: true;
  readonly confirm?: string;
  readonly accept?: readonly string[];
  readonly set?: readonly string[];
  readonly overrideOwner?: string;
  readonly wave?: string;
  readonly level?: string;
  readonly version?: string;
  readonly keepGoing?: true;
  readonly autoRollback?: true;
  readonly watch?: string;
  readonly rehearse?: true;
  readonly rehearseWhy?: true;
  readonly rehearseOnceOnly?: true;
  readonly path?: readonly string[];
  readonly toTime?: string;
  readonly drift?: string;
  readonly keep?: string;
  readonly olderThan?: string;
  readonly undoable?: true;
}

/** One of the known words, or a Failure that lists them. */
const oneOf = <T extends string>(flag: string, value: string, known: readonly T[]): T => {
  const found = known.find((word) => word === value);
  if (found === undefined) throw usage(`${flag} ${value}: there is no such choice.`, `Give one of ${known.join(', ')}.`);
  return found;
};

/** What `-o` says; the first of `known` without it. */
export const outputOf = <T extends Output>({ output }: Flags, known: readonly [T, ...T[]]): T =>
  output === undefined ? known[0] : oneOf('-o', output, known);

export const severityOf = ({ failOn }: Flags): Severity | undefined =>
  failOn === undefined ? undefined : oneOf('--fail-on', failOn, SEVERITIES);

export const waveOf = ({ wave }: Flags): 'safe' | 'restarts' | undefined =>
  wave === undefined ? undefined : oneOf('--wave', wave, ['safe', 'restarts'] as const);

export const overrideOf = ({ overrideOwner }: Flags): Override | undefined =>
  overrideOwner === undefined ? undefined : oneOf('--override-owner', overrideOwner, ['hold', 'yield'] as const);

export const driftOf = ({ drift }: Flags): 'keep' | 'restore' | undefined =>
  drift === undefined ? undefined : oneOf('--drift', drift, ['keep', 'restore'] as const);

/** Undefined: everything that may be read. */
export const namespaceOf = ({ namespace, allNamespaces }: Flags): string | undefined => {
  if (namespace !== undefined && allNamespaces)
    throw usage('-n and -A contradict each other.', 'Give one of them; everything is the default.');
  if (namespace !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace))
    throw usage(`-n ${namespace}: that is no name of a namespace.`, 'Give one namespace; without -n all of them are meant.');
  return namespace;
};

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `30s`, `1m30s`, or a bare number of seconds, as kubectl takes it; in milliseconds. */
const durationOf = (flag: string, text: string): number => {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? `${text}s` : text;
  const parts = [...seconds.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== seconds)
    throw usage(`${flag} ${text} is no duration.`, 'Give one such as 30s or 2m.');
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
};

const timeoutOf = (text: string): number => {
  const all = durationOf('--request-timeout', text);
  if (all <= 0) throw usage(`--request-timeout ${text} is no duration.`, 'Give one such as 30s or 2m.');
  return all;
};

/** How long a workload must stay healthy after its change, where that is said. */
export const settleOf = ({ watch }: Flags): { readonly settleMs?: number } =>
  watch === undefined ? {} : { settleMs: durationOf('--watch', watch) };

export const targetOf = (flags: Flags): TargetOptions => {
  const { kubeconfig, context, as, asGroup, requestTimeout, fieldManager, filename = [] } = flags;
  if (filename.length > 0 && (context ?? kubeconfig ?? as ?? asGroup ?? flags.readKubelets) !== undefined)
    throw usage(
      '-f works on files, so --context, --kubeconfig, --as, --as-group and --read-kubelets have no meaning with it.',
      'Give either files or a cluster.',
    );
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(as === undefined ? {} : { as }),
    ...(asGroup === undefined ? {} : { asGroups: asGroup }),
    ...(requestTimeout === undefined ? {} : { requestTimeoutMs: timeoutOf(requestTimeout) }),
    ...(fieldManager === undefined ? {} : { fieldManager }),
    readOnly: flags.readOnly === true,
    ...(flags.readKubelets ? { kubelets: true } : {}),
    files: filename,
  };
};
