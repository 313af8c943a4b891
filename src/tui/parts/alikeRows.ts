import type { Finding } from '../../core/finding.ts';
import { line, paragraph, type Line } from '../line.ts';
import { allAlike, allOfRemediation, type Session } from '../session.ts';
import { capped } from './capped.ts';
import type { PaneRow } from './Pane.tsx';
import { plural } from './words.ts';

/** What tells it apart from the finding at hand. */
const placeOf = ({ ref }: Finding, here: Finding): string => {
  if (ref.namespace === undefined) return ref.name;
  return ref.name === here.ref.name ? ref.namespace : ref.namespace === here.ref.namespace ? ref.name : `${ref.namespace}/${ref.name}`;
};

const MOST_NAMED = 8;

const named = (places: readonly string[]): string =>
  places.length <= MOST_NAMED ? places.join(', ') : `${places.slice(0, MOST_NAMED).join(', ')} and ${places.length - MOST_NAMED} more`;

/** Those that are the same in one sentence; a line for each that is not, as long as there are lines. */
const comparedRows = (here: Finding, others: readonly Finding[], session: Session, width: number, most: number): readonly Line[] => {
  const { likenesses } = session.compared?.finding === here.id ? session.compared : {};
  const places = (findings: readonly Finding[]): string => named(findings.map((other) => placeOf(other, here)));
  if (!likenesses) return capped(paragraph('', `${places(others)}: being compared …`, width, 'dim'), 2);
  const same = others.filter(({ id }) => likenesses.get(id) === '');
  const differ = others.filter(({ id }) => (likenesses.get(id) ?? '') !== '');
  const unknown = others.length - same.length - differ.length;
  const lines = differ.slice(0, most).map((other) => ({ place: placeOf(other, here), text: likenesses.get(other.id) ?? '' }));
  const rest = [
    ...(differ.length > most
      ? [`${plural(differ.length - most, 'other that differs', 'others that differ')}: n and y show one after another`]
      : []),
    ...(unknown > 0 ? [`${unknown} more, not compared`] : []),
  ];
  return [
    ...(same.length > 0 ? capped(paragraph('', `${places(same)}: the same`, width, 'dim'), 2) : []),
    ...lines.flatMap(({ place, text }) => capped(paragraph(`${place}: `, text, width, 'warn'), 1)),
    ...(rest.length > 0 ? [line(`and ${rest.join('; ')}`, 'dim')] : []),
  ];
};

/** Those that can only be skipped together. */
const skippableRows = (session: Session, width: number): readonly PaneRow[] => {
  const [here, ...others] = allOfRemediation(session);
  if (!here || others.length === 0) return [];
  const places = named(others.map((other) => placeOf(other, here)));
  return [
    { rule: `${others.length} more of this remediation`, note: 'asked one by one, or d skips all' },
    ...capped(paragraph('', places, width, 'dim'), 2),
  ];
};

/** Those that can be decided together with the finding at hand, and how they differ from it. */
export const alikeRows = (session: Session, width: number, most: number): readonly PaneRow[] => {
  const [here, ...others] = allAlike(session);
  if (!here || others.length === 0) return skippableRows(session, width);
  return [
    { rule: `${others.length} more like this`, note: 'a accepts all, d skips all' },
    ...comparedRows(here, others, session, width, most),
  ];
};
