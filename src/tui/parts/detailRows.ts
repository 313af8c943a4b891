import type { Finding } from '../../core/finding.ts';
import { describeRef } from '../../core/resource.ts';
import { BLANK, line, paragraph, span, type Line } from '../line.ts';
import type { World } from '../state.ts';
import { answerTo, inputsOf, remediationOf, resourceOf } from '../world.ts';
import { sinceRows } from './marks.ts';
import { FIX_STYLES, fixSentence, severityMark } from './words.ts';

const section = (title: string, rows: readonly Line[]): readonly Line[] =>
  rows.length === 0 ? [] : [BLANK, line(title, 'title'), ...rows];

const texts = (list: readonly string[], width: number, lead = ''): readonly Line[] => list.flatMap((text) => paragraph(lead, text, width));

/** The steps of a guide and the change to files outside the API. */
export const guideRows = (world: World, finding: Finding, width: number): readonly Line[] => {
  const resource = resourceOf(world, finding);
  const guide = resource && remediationOf(world, finding)?.guide?.(resource, world.scan.snapshot);
  if (!guide) return [];
  const files = (guide.files ?? []).flatMap(({ file, diff }) => [
    line(file, 'bold'),
    ...diff.split('\n').map((text) => line(text, text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'dim')),
  ]);
  return [...guide.steps.flatMap((step, i) => paragraph(`${i + 1}. `, step, width)), ...files];
};

const inputRows = (world: World, finding: Finding, width: number): readonly Line[] =>
  inputsOf(world, finding).flatMap((input) =>
    paragraph(`${input.name} `, `${answerTo(input, finding, world.session.answers) ?? '(no value yet)'}  ${input.ask}`, width),
  );

/** All that is known of one finding. */
export const detailRows = (world: World, finding: Finding, width: number): readonly Line[] => {
  const remediation = remediationOf(world, finding);
  const evidence = finding.evidence.flatMap(({ path, detail }) => [
    ...paragraph('', path, width, 'accent'),
    ...paragraph('  ', detail, width),
  ]);
  return [
    [severityMark(finding.severity), span(` ${finding.remediation}`, 'bold')],
    ...paragraph('', finding.title, width),
    ...paragraph('', describeRef(finding.ref), width, 'accent'),
    ...sinceRows(world.since, finding.ref, width),
    ...(finding.ref.source ? paragraph('', finding.ref.source.file, width, 'dim') : []),
    ...section('WHY IT MATTERS', texts([remediation?.why ?? ''], width)),
    ...section('EVIDENCE', evidence),
    ...section('FIX', [
      ...paragraph(`${finding.fix}  `, fixSentence(finding), width, FIX_STYLES[finding.fix]),
      ...inputRows(world, finding, width),
    ]),
    ...section(
      'SPEAKS AGAINST IT',
      texts(
        finding.doubts.map(({ text }) => text),
        width,
        '! ',
      ),
    ),
    ...section('MAY BREAK', texts([remediation?.risk ?? ''], width)),
    ...section('OWNER', finding.owner ? texts([`${finding.owner.tool} ${finding.owner.name}: ${finding.owner.consequence}`], width) : []),
    ...section('STEPS', guideRows(world, finding, width)),
    ...section(
      'REFERENCES',
      finding.references.flatMap(({ source, id, url }) => [
        ...paragraph('', `${source} ${id}`, width),
        ...paragraph('  ', url, width, 'dim'),
      ]),
    ),
  ];
};
