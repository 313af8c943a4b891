import type { Identity } from '../analysis/rbac/identity.ts';
import type { Profile } from '../analysis/rbac/profile.ts';
import { printable } from '../core/printable.ts';
import {
  bindingText,
  heldBy,
  identityText,
  pathText,
  placeText,
  ruleText,
  uncheckedLines,
  writtenPath,
  writtenRule,
  type HeldBy,
  rbacHead,
  type RbacHead,
  type RbacSource,
  type WrittenPath,
  type WrittenRule,
} from './rbacNames.ts';
import { table } from './table.ts';

export interface ProfileReport extends RbacHead<'RbacProfile'> {
  readonly subject: Identity;
  readonly groups: readonly string[];
  /** Members of system:masters may do everything, whatever RBAC says. */
  readonly everything: boolean;
  /** Without rules: the role is not known. `known` says whether it was read, is a default one, is absent or unknown. */
  readonly grants: readonly (HeldBy & { readonly known: string; readonly rules?: readonly WrittenRule[] })[];
  /** Shortest ways to everybody who may do more, those to everything first. */
  readonly paths: readonly WrittenPath[];
}

export const profileReport = (source: RbacSource, { identity, groups, everything, grants, paths }: Profile): ProfileReport => ({
  ...rbacHead('RbacProfile', source),
  subject: identity,
  groups,
  everything,
  grants: grants.map((grant) => ({
    ...heldBy(grant),
    known: grant.known,
    ...(grant.rules ? { rules: grant.rules.map(writtenRule) } : {}),
  })),
  paths: paths.map(writtenPath),
});

const ruleTexts = (known: string, rules: readonly WrittenRule[] | undefined): readonly string[] => {
  if (!rules) return ['not known: the role is not here'];
  if (known === 'absent') return ['nothing: the role does not exist'];
  return rules.length === 0 ? ['nothing'] : rules.map(ruleText);
};

/** A person reads the shortest ways; the others are in the data. */
const MOST_PATHS = 12;

const pathLines = (paths: readonly WrittenPath[]): readonly string[] => {
  if (paths.length === 0) return ['no way to stronger rights was found'];
  return [
    'ways to stronger rights:',
    ...paths.slice(0, MOST_PATHS).map((path) => `  ${path.everything ? 'everything' : printable(path.to)}: ${pathText(path)}`),
    ...(paths.length > MOST_PATHS ? [`  and ${paths.length - MOST_PATHS} more (-o json)`] : []),
  ];
};

/** What it can do, where, by which binding; then what it can become. */
export const profileLines = ({ subject, everything, grants, paths, notChecked }: ProfileReport, columns = Infinity): readonly string[] => {
  const rows = grants.flatMap((grant) =>
    ruleTexts(grant.known, grant.rules).map((text, i) => [
      text,
      placeText(grant.namespace),
      ...(i === 0 ? [bindingText(grant), printable(grant.role)] : ['', '']),
    ]),
  );
  const name = identityText(subject);
  return [
    ...(everything ? [`${name} may do everything: the API server asks no authorizer about members of system:masters`, ''] : []),
    ...(rows.length > 0 ? [...table(['MAY', 'WHERE', 'BINDING', 'ROLE'], rows, columns), ''] : [`no binding reaches ${name}`, '']),
    ...(everything ? [] : pathLines(paths)),
    ...uncheckedLines(notChecked),
  ];
};
