import { printable } from '../../core/printable.ts';
import { scoreText } from '../../report/scoreText.ts';
import { startOf, widthOf } from '../../report/width.ts';
import { span, spread, widthOfLine, type Line } from '../line.ts';
import { scoreWithAccepted } from '../score.ts';
import { ageText, countsOf, type Since } from '../since.ts';
import type { State } from '../state.ts';
import type { Style } from '../theme.ts';
import { plural } from './words.ts';

const PLACES = {
  'first-run': 'choose',
  scanning: 'scan',
  session: 'session',
  findings: 'findings',
  inspect: 'inspect',
  review: 'review',
  applying: 'run',
  summary: 'summary',
  history: 'history',
  drift: 'changed since',
  recover: 'cut off',
  failed: 'not reached',
} as const satisfies Record<State['screen']['at'], string>;

/** On the list of contexts no target is in use, though one may still be open behind it. */
const targetOf = ({ world, screen }: State) =>
  screen.at === 'first-run' ? undefined : (world?.target ?? (screen.at === 'scanning' ? screen.connected?.target : undefined));

/** Both ends of a name tell more than its start: the clusters of one cloud begin alike. */
export const cutMiddle = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text;
  const start = startOf(text, Math.ceil((width - 1) / 2));
  const end = [...startOf([...text].reverse().join(''), Math.floor((width - 1) / 2))].reverse().join('');
  return width <= 0 ? '' : `${start}…${end}`;
};

/** Whether what is shown is still so, as far as anybody tells. */
const liveness = ({ watched }: Since): { readonly text: string; readonly style: Style } | undefined => {
  if (!watched) return undefined;
  if (watched.lost > 0) return { text: 'changes were missed', style: 'warn' };
  if (watched.cut > 0) return { text: 'connection lost', style: 'warn' };
  if (watched.live === 0) return undefined;
  return { text: watched.off > 0 ? 'partly live' : 'live', style: 'good' };
};

const changesOf = (since: Since): string => {
  const { changed, gone, new: made } = countsOf(since);
  const all = changed + gone + made;
  return all === 0 ? '' : plural(all, 'change');
};

/** The age of what is shown is never left out. */
const ageOf = (since: Since): { readonly long: Line; readonly short: Line } => {
  const live = liveness(since);
  const [age, changes] = [ageText(since.minutes), changesOf(since)];
  const told = changes === '' ? [] : [span(`, ${changes}`, 'warn')];
  const isTrouble = live?.style === 'warn';
  const state = live ? [span(', '), span(live.text, live.style)] : [];
  return {
    long: [span('scanned ', 'dim'), span(age), ...told, ...state, span('  ')],
    short: [span(age), ...(isTrouble ? state : told), span(' ')],
  };
};

interface Told {
  readonly name: string;
  readonly user: string;
  readonly place: string;
  readonly access: Line;
  readonly version: string;
  readonly age: { readonly long: Line; readonly short: Line };
  readonly selected: Line;
  readonly score: { readonly long: Line; readonly short: Line; readonly bare: Line };
}

const scoreOf = ({ world, screen }: State): Told['score'] => {
  if (!world || screen.at === 'first-run') return { long: [], short: [], bare: [] };
  const { score } = world.scan.result;
  const then = scoreWithAccepted(world);
  const now = span(scoreText(score), 'bold');
  const arrow = then === undefined || then === score ? [] : [span(` -> ${then}`, 'good')];
  const words = arrow.length === 0 ? [] : [span(`, ${then ?? ''} with what is accepted`, 'good')];
  return {
    long: [span('score '), now, ...words, span(' ')],
    short: [span('score '), now, ...arrow, span(' ')],
    bare: [now, ...arrow, span(' ')],
  };
};

const toldOf = (state: State): Told => {
  const { world, screen } = state;
  const target = targetOf(state);
  const selected = screen.at === 'findings' ? (world?.list.selected.size ?? 0) : 0;
  return {
    name: printable(target?.name ?? (screen.at === 'first-run' ? 'kubeharden' : (state.choice?.name ?? 'kubeharden'))),
    user: target?.user === undefined ? '' : `  ${printable(target.user)}`,
    place: PLACES[screen.at],
    access: target ? [target.readOnly ? span('[READ-ONLY]', 'good') : span('[WRITE]', 'warn')] : [],
    version: target?.version === undefined ? '' : `  k8s ${target.version}`,
    age: world && target ? ageOf(world.since) : { long: [], short: [] },
    selected: selected > 0 ? [span(`${selected} selected  `, 'accent')] : [],
    score: scoreOf(state),
  };
};

type Part = (told: Told) => Line;
type Form = readonly [left: Part, right: Part];

const whole: Part = ({ name, place, access, version, user }) => [
  span(` ${name}`, 'title'),
  span(` > ${place}  `),
  ...access,
  span(`${version}${user}`, 'dim'),
];
const unversioned: Part = (told) => whole({ ...told, version: '' });
const placeless: Part = ({ name, access, user }) => [span(` ${name} `, 'title'), ...access, span(user, 'dim')];

/** From all that there is to say to what is never left out: the target, whether it can be written, as whom, and how old this is. */
const FORMS: readonly Form[] = [
  [whole, ({ age, selected, score }) => [...age.long, ...selected, ...score.long]],
  [whole, ({ age, selected, score }) => [...age.long, ...selected, ...score.short]],
  [unversioned, ({ age, selected, score }) => [...age.long, ...selected, ...score.short]],
  [unversioned, ({ age, selected, score }) => [...age.short, ...selected, ...score.short]],
  [placeless, ({ age, selected, score }) => [...age.short, ...selected, ...score.bare]],
  [placeless, ({ age, selected }) => [...age.short, ...selected]],
];

const widthIn = ([left, right]: Form, told: Told): number => widthOfLine(left(told)) + 1 + widthOfLine(right(told));

/** The two names cut to what is left; the longer of them gives more. */
const shortened = (told: Told, over: number): Told => {
  const [name, user] = [widthOf(told.name), widthOf(told.user)];
  const room = name + user - over;
  const forName = Math.min(name, Math.max(Math.floor(room / 2), room - user));
  return { ...told, name: cutMiddle(told.name, forName), user: cutMiddle(told.user, room - forName) };
};

/** Where we are, whether something can be written, as whom, how old it is and how hardened: as much of it as there is room for. */
export const headerLine = (state: State, width: number): Line => {
  const told = toldOf(state);
  const last = FORMS.at(-1) as Form;
  const form = FORMS.find((one) => widthIn(one, told) <= width) ?? last;
  const fits = shortened(told, Math.max(0, widthIn(form, told) - width));
  return spread(form[0](fits), form[1](fits), width);
};
