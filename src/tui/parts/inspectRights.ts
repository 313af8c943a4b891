import type { Path } from '../../analysis/rbac/escalation/paths.ts';
import type { Grant } from '../../analysis/rbac/grants.ts';
import { describeIdentity } from '../../analysis/rbac/identity.ts';
import type { Power } from '../../analysis/rbac/overview.ts';
import type { Profile } from '../../analysis/rbac/profile.ts';
import { bindingText, heldBy, placeText, ruleText, writtenRule } from '../../report/rbacNames.ts';
import type { Subject } from '../inspect/entries.ts';
import { BLANK, line, paragraph, type Line } from '../line.ts';

type Holder = Extract<Subject, { type: 'holder' }>;

/** The shortest ways; `kubeharden inspect rbac --as` has all. */
const MOST_PATHS = 12;

const strongRows = ({ grants, path }: Power, width: number): readonly Line[] => [
  line('STRONG RIGHTS', 'title'),
  ...grants.flatMap(({ grant, rights, byDesign }) => [
    ...paragraph('- ', rights.map(({ does }) => does).join(', '), width),
    ...paragraph('    ', `${placeText(grant.namespace)}, by ${bindingText(heldBy(grant))}`, width, 'dim'),
    ...(byDesign === undefined ? [] : paragraph('    ', `by design: ${byDesign}`, width, 'good')),
  ]),
  BLANK,
  ...(path ? [line('SHORTEST WAY TO EVERYTHING', 'title'), ...stepRows(path, width), BLANK] : []),
];

const stepRows = ({ steps }: Path, width: number): readonly Line[] =>
  steps.flatMap(({ does, to }, i) => paragraph(`${i + 1}. `, `${does} -> ${to.name}`, width));

const grantRows = (grant: Grant, width: number): readonly Line[] => {
  const held = heldBy(grant);
  const said = !grant.rules
    ? ['not known: the role is not here']
    : grant.known === 'absent'
      ? ['nothing: the role does not exist']
      : grant.rules.length === 0
        ? ['nothing']
        : grant.rules.map((rule) => ruleText(writtenRule(rule)));
  return [
    ...paragraph('', `${held.role}, ${placeText(held.namespace)}, by ${bindingText(held)}`, width, 'bold'),
    ...said.flatMap((text) => paragraph('- ', text, width)),
  ];
};

const pathRows = (paths: readonly Path[], width: number): readonly Line[] =>
  paths.length === 0
    ? paragraph('', 'No way to stronger rights was found.', width, 'dim')
    : [
        ...paths
          .slice(0, MOST_PATHS)
          .flatMap(({ everything, to, steps }) =>
            paragraph(
              '- ',
              `${everything ? 'everything' : to.name}: ${steps.map((step) => `${step.does} -> ${step.to.name}`).join('; ')}`,
              width,
              'plain',
              everything ? 'bad' : 'bold',
            ),
          ),
        ...(paths.length > MOST_PATHS ? [line(`and ${paths.length - MOST_PATHS} more`, 'dim')] : []),
      ];

const profileRows = ({ everything, grants, paths }: Profile, width: number): readonly Line[] => [
  line('MAY', 'title'),
  ...(everything
    ? paragraph('', 'everything: the API server asks no authorizer about members of system:masters', width, 'bad')
    : grants.length === 0
      ? [line('nothing: no binding reaches it', 'dim')]
      : grants.flatMap((grant) => grantRows(grant, width))),
  ...(everything ? [] : [BLANK, line('CAN BECOME', 'title'), ...pathRows(paths, width)]),
];

/** What a subject holds, by which bindings, and what that leads to. */
export const holderRows = ({ identity, power }: Holder, profile: Profile | undefined, width: number): readonly Line[] => [
  ...paragraph('', describeIdentity(identity), width, 'bold'),
  BLANK,
  ...(power ? strongRows(power, width) : []),
  ...(profile ? profileRows(profile, width) : [line('Looking what else it may do …', 'accent')]),
];
