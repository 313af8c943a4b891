import type { Identity } from '../analysis/rbac/identity.ts';
import type { Power, RbacOverview } from '../analysis/rbac/overview.ts';
import type { StrongRight } from '../analysis/rbac/strong.ts';
import { printable } from '../core/printable.ts';
import { refOf } from '../core/resource.ts';
import { named, shortName, type NamedObject } from './named.ts';
import {
  bindingText,
  heldBy,
  identityText,
  pathText,
  placeText,
  uncheckedLines,
  undecidedLines,
  writtenPath,
  type HeldBy,
  rbacHead,
  type RbacHead,
  type RbacSource,
  type WrittenPath,
} from './rbacNames.ts';
import { table } from './table.ts';

export interface WrittenPower {
  readonly subject: Identity;
  readonly grants: readonly (HeldBy & { readonly rights: readonly StrongRight[]; readonly byDesign?: string })[];
  /** The shortest way to everything. */
  readonly path?: WrittenPath;
}

export interface OverviewReport extends RbacHead<'RbacOverview'> {
  /** Who holds rights that give more than they say; the strongest first. */
  readonly powers: readonly WrittenPower[];
  /** Parts of the cluster that need theirs. */
  readonly byDesign: readonly WrittenPower[];
  readonly dangling: readonly (NamedObject & { readonly missing: readonly string[] })[];
  readonly undecided: readonly HeldBy[];
}

const writtenPower = ({ identity, grants, path }: Power): WrittenPower => ({
  subject: identity,
  grants: grants.map(({ grant, rights, byDesign }) => ({ ...heldBy(grant), rights, ...(byDesign === undefined ? {} : { byDesign }) })),
  ...(path ? { path: writtenPath(path) } : {}),
});

export const overviewReport = (source: RbacSource, { powers, byDesign, dangling, undecided }: RbacOverview): OverviewReport => ({
  ...rbacHead('RbacOverview', source),
  powers: powers.map(writtenPower),
  byDesign: byDesign.map(writtenPower),
  dangling: dangling.map(({ binding, missing }) => ({ ...named(refOf(binding)), missing })),
  undecided: undecided.map(heldBy),
});

const rightRows = (powers: readonly WrittenPower[]): readonly (readonly string[])[] =>
  powers.flatMap(({ subject, grants }) =>
    grants.map((grant, i) => [
      i === 0 ? identityText(subject) : '',
      grant.rights.map(({ does }) => does).join(', '),
      placeText(grant.namespace),
      bindingText(grant),
    ]),
  );

const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length > 0 ? [title, ...lines, ''] : []);

export const overviewLines = (
  { powers, byDesign, dangling, undecided, notChecked }: OverviewReport,
  columns = Infinity,
): readonly string[] => {
  const ways = powers.flatMap(({ subject, path }) => (path ? [`  ${identityText(subject)}: ${pathText(path)}`] : []));
  const nowhere = dangling.map(({ resource, missing }) => {
    const where = resource.namespace === undefined ? '' : `${printable(resource.namespace)}/`;
    return `  ${where}${shortName(resource)}: ${printable(missing.join(', '))} ${missing.length === 1 ? 'does' : 'do'} not exist`;
  });
  return [
    ...(powers.length > 0 ? [...table(['SUBJECT', 'STRONG RIGHTS', 'WHERE', 'BINDING'], rightRows(powers), columns), ''] : []),
    ...section('ways to everything:', ways),
    ...section('bindings that lead nowhere:', nowhere),
    `${powers.length} hold strong rights, ${ways.length} of them can get to everything; ${byDesign.length} more are parts of the cluster that need theirs`,
    ...undecidedLines(undecided),
    ...uncheckedLines(notChecked),
  ];
};
