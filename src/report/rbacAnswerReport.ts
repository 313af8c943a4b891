import type { Holders, Verdict } from '../analysis/rbac/authorize.ts';
import { describeIdentity, type Identity } from '../analysis/rbac/identity.ts';
import { joined } from '../analysis/rbac/joined.ts';
import type { Rule } from '../analysis/rbac/rules.ts';
import { printable } from '../core/printable.ts';
import {
  bindingText,
  heldBy,
  identityText,
  placeText,
  ruleText,
  uncheckedLines,
  undecidedLines,
  writtenRule,
  type HeldBy,
  rbacHead,
  type RbacHead,
  type RbacSource,
  type WrittenRule,
} from './rbacNames.ts';
import { table } from './table.ts';

/** Who is asked about: groups are those that the question named. */
export interface AskedSubject {
  readonly identity: Identity;
  readonly groups: readonly string[];
}

export interface VerdictReport extends RbacHead<'RbacVerdict'> {
  readonly subject: Identity;
  readonly groups: readonly string[];
  /** `get deployments.apps/scale web` */
  readonly request: string;
  /** Absent where it was asked in no namespace. */
  readonly namespace?: string;
  readonly allowed: boolean;
  /** False where it is not allowed by what could be seen, and something could not. */
  readonly decided: boolean;
  readonly by: readonly HeldBy[];
  readonly onlyIn: readonly string[];
  readonly undecided: readonly HeldBy[];
}

interface Question {
  readonly request: string;
  readonly namespace: string | undefined;
}

export const verdictReport = (
  source: RbacSource,
  asked: AskedSubject,
  { request, namespace }: Question,
  verdict: Verdict,
): VerdictReport => ({
  ...rbacHead('RbacVerdict', source),
  subject: asked.identity,
  groups: asked.groups,
  request,
  ...(namespace === undefined ? {} : { namespace }),
  allowed: verdict.allowed,
  decided: verdict.allowed || (verdict.undecided.length === 0 && source.notChecked.length === 0),
  by: verdict.by.map(heldBy),
  onlyIn: verdict.onlyIn,
  undecided: verdict.undecided.map(heldBy),
});

export const verdictLines = (report: VerdictReport): readonly string[] => {
  const { subject, request, namespace, allowed, decided, by, onlyIn, undecided, notChecked } = report;
  const answer = allowed ? 'yes' : decided ? 'no' : 'no, as far as is known';
  const where = namespace === undefined ? '' : ` in ${printable(namespace)}`;
  const masters = allowed && by.length === 0 ? ['members of system:masters may do everything, whatever RBAC says'] : [];
  return [
    `${answer}: ${identityText(subject)} may${allowed ? '' : ' not'} ${printable(request)}${where}`,
    ...masters,
    ...by.map((held) => `by ${bindingText(held)} to ${printable(held.role)}, ${placeText(held.namespace)}`),
    ...(onlyIn.length > 0 ? [`only in ${printable(onlyIn.join(', '))}`] : []),
    ...undecidedLines(undecided),
    ...uncheckedLines(notChecked),
  ];
};

export interface CoverageReport extends RbacHead<'RbacCoverage'> {
  /** `ClusterRole owner` */
  readonly role: string;
  readonly covers: string;
  /** What `covers` grants and `role` does not. */
  readonly missing: readonly WrittenRule[];
}

export const coverageReport = (source: RbacSource, role: string, covers: string, missing: readonly Rule[]): CoverageReport => ({
  ...rbacHead('RbacCoverage', source),
  role,
  covers,
  missing: joined(missing).map(writtenRule),
});

export const coverageLines = ({ role, covers, missing, notChecked }: CoverageReport): readonly string[] => [
  missing.length === 0
    ? `${printable(role)} grants everything that ${printable(covers)} does`
    : `${printable(role)} does not grant, and ${printable(covers)} does:`,
  ...missing.map((rule) => `  ${ruleText(rule)}`),
  ...uncheckedLines(notChecked),
];

export interface HoldersReport extends RbacHead<'RbacHolders'> {
  readonly request: string;
  readonly namespace?: string;
  /** Without a binding: members of system:masters. */
  readonly holders: readonly ({ readonly subject: Identity } & Partial<HeldBy>)[];
  /** They hold a role that is not known. */
  readonly undecided: readonly ({ readonly subject: Identity } & HeldBy)[];
}

export const holdersReport = (source: RbacSource, { request, namespace }: Question, { holders, undecided }: Holders): HoldersReport => ({
  ...rbacHead('RbacHolders', source),
  request,
  ...(namespace === undefined ? {} : { namespace }),
  holders: holders.map(({ identity, grant }) => ({ subject: identity, ...(grant ? heldBy(grant) : {}) })),
  undecided: undecided.flatMap(({ identity, grant }) => (grant ? [{ subject: identity, ...heldBy(grant) }] : [])),
});

export const holdersLines = ({ request, holders, undecided, notChecked }: HoldersReport, columns = Infinity): readonly string[] => [
  ...table(
    ['SUBJECT', 'WHERE', 'BINDING', 'ROLE'],
    holders.map(({ subject, binding, role, namespace }) => [
      identityText(subject),
      placeText(namespace),
      binding && role ? bindingText({ binding, role }) : 'always',
      printable(role ?? ''),
    ]),
    columns,
  ),
  '',
  `${new Set(holders.map(({ subject }) => describeIdentity(subject))).size} may ${printable(request)}`,
  ...undecided.map((held) => `not known: whether ${identityText(held.subject)} may, by ${printable(held.role)} (${bindingText(held)})`),
  ...uncheckedLines(notChecked),
];
