import { span, spread, type Line } from '../line.ts';
import { scoreText } from '../../report/scoreText.ts';
import { scoreWithAccepted } from '../score.ts';
import { hasTwoPanes, type State } from '../state.ts';
import { Row } from './Row.tsx';

const NAMES = {
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
  failed: 'not reached',
} as const;

/** On the list of contexts no target is in use, though one may still be open behind it. */
const targetOf = ({ world, screen }: State) =>
  screen.at === 'first-run' ? undefined : (world?.target ?? (screen.at === 'scanning' ? screen.connected?.target : undefined));

const scoreOf = ({ world, screen, size }: State): Line => {
  if (!world || screen.at === 'first-run') return [];
  const { selected } = world.list;
  const then = scoreWithAccepted(world);
  const { score } = world.scan.result;
  return [
    ...(selected.size > 0 && screen.at === 'findings' ? [span(`${selected.size} selected  `, 'accent')] : []),
    span('score '),
    span(scoreText(score), 'bold'),
    ...(then === undefined || then === score ? [] : hasTwoPanes(size) ? [span(`, ${then} with what is accepted`, 'good')] : [span(` -> ${then}`, 'good')]),
    span(' '),
  ];
};

/** Where we are, whether something can be written, as whom, and how hardened it is. */
export const Header = ({ state }: { readonly state: State }) => {
  const target = targetOf(state);
  const name = target?.name ?? (state.screen.at === 'first-run' ? 'kubeharden' : (state.choice?.name ?? 'kubeharden'));
  const left: Line = [
    span(` ${name}`, 'title'),
    span(` > ${NAMES[state.screen.at]}  `),
    ...(target ? [target.readOnly ? span('[READ-ONLY]', 'good') : span('[WRITE]', 'warn')] : []),
    ...(target?.version === undefined ? [] : [span(`  k8s ${target.version}`, 'dim')]),
    ...(target?.user === undefined ? [] : [span(`  ${target.user}`, 'dim')]),
  ];
  return <Row width={state.size.columns} spans={spread(left, scoreOf(state), state.size.columns)} />;
};
