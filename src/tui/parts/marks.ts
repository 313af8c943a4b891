import type { Sighting } from '../../app/target.ts';
import type { Ref } from '../../core/resource.ts';
import { widthOf } from '../../report/width.ts';
import { cell, paragraph, span, type Line, type Span } from '../line.ts';
import { becameOf, countsOf, type Since } from '../since.ts';
import type { Style } from '../theme.ts';

type How = Sighting['how'];

const MARKS: Readonly<Record<How, Span>> = {
  changed: span('~changed', 'warn'),
  gone: span('-gone', 'bad'),
  new: span('+new', 'warn'),
};

/** A sign and a word for what became of an object since it was read. */
export const markOf = (how: How): Span => MARKS[how];

/** A cell of exactly `width` columns; the mark is never what is cut. */
export const markedCell = (text: string, width: number, style: Style, how: How | undefined): Line => {
  if (how === undefined) return [cell(text, width, style)];
  const mark = markOf(how);
  const room = width - widthOf(mark.text) - 1;
  return room < 1 ? [cell(mark.text, width, mark.style)] : [cell(text, room, style), span(' '), mark];
};

const SENTENCES: Readonly<Record<How, string>> = {
  changed: 'on the target since it was read: what stands here may not hold any more. r scans again.',
  gone: 'from the target since it was read. r scans again.',
  new: 'on the target: it was not there when it was read. r scans again.',
};

/** What became of the object at hand, in a sentence; nothing where it is as it was read. */
export const sinceRows = (since: Since, ref: Ref, width: number): readonly Line[] => {
  const how = becameOf(since, ref);
  if (how === undefined) return [];
  const { text, style = 'plain' } = markOf(how);
  return paragraph(`${text} `, SENTENCES[how], width, style, style);
};

/** How many objects are not as they were read: `~3 changed -1 gone +2 new since`. */
export const sinceLine = (since: Since): Line => {
  const { changed, gone, new: made } = countsOf(since);
  const told = [
    ...(changed > 0 ? [`~${changed} changed`] : []),
    ...(gone > 0 ? [`-${gone} gone`] : []),
    ...(made > 0 ? [`+${made} new`] : []),
  ];
  return told.length === 0 ? [] : [span(`${told.join(' ')}: r scans again`, 'warn')];
};
