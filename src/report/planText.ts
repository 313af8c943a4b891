import type { Plan, PlannedChange } from '../app/plan.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import { placeOf } from './named.ts';
import { unifiedDiff } from './objectDiff.ts';
import { denialLine, planLine } from './planLine.ts';
import { statesOf } from './planReport.ts';

/** What a person has to know of one change, as comments of a diff. */
const notes = ({ findings, impact, owners, preview, refused, change }: PlannedChange): readonly string[] => {
  const source = placeOf(change.ref.source ?? change.beside);
  return [
    `${describeRef(change.ref)}${source === '' ? '' : ` in ${source}`}`,
    `closes ${findings.map(({ remediation }) => remediation).join(', ')}`,
    ...impact.now,
    ...impact.later,
    ...impact.rollback,
    ...[...impact.warnings, ...(preview?.warnings ?? [])].map((warning) => `warning: ${warning}`),
    ...owners.map(({ consequence }) => `owner: ${consequence}`),
    ...(preview?.checked === 'later' ? [`verifiable later: ${preview.reason ?? ''}`] : []),
    ...(refused === undefined ? [] : [`CANNOT BE APPLIED: ${refused}`]),
  ];
};

/** One change as a unified diff, with what it may break before it. */
export const changeLines = (planned: PlannedChange): readonly string[] => {
  const { before, after } = statesOf(planned);
  return [...notes(planned).map((note) => `# ${printable(note)}`), ...unifiedDiff(describeRef(planned.change.ref), before, after), ''];
};

export const planLines = ({ changes, denials }: Plan): readonly string[] => [
  ...changes.flatMap(changeLines),
  `Plan: ${planLine(changes)}`,
  ...denials.map((denial) => printable(denialLine(denial))),
];
