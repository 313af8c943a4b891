import { runState, type Step, type StepState } from '../../app/run.ts';
import { canUndo } from '../../app/undo.ts';
import { describeRef, type Ref } from '../../core/resource.ts';
import { scoresText } from '../../report/scoreText.ts';
import { keyNames } from '../binding.ts';
import { KEEP, ROLL_BACK_NOW } from '../keys/applying.ts';
import { bodyHeight } from '../layout.ts';
import { cell, line, paragraph, span, type Line } from '../line.ts';
import { Pane, type PaneRow } from '../parts/Pane.tsx';
import { SubHeader } from '../parts/SubHeader.tsx';
import { clockOf, namesWithin, plural } from '../parts/words.ts';
import type { Applying as Model, State } from '../state.ts';
import type { Style } from '../theme.ts';

const MARKS: Readonly<Record<StepState, readonly [string, Style]>> = {
  prepared: ['..', 'dim'],
  sending: ['>>', 'accent'],
  applied: ['OK', 'good'],
  verified: ['OK', 'good'],
  'not-applied': ['!!', 'bad'],
  unknown: ['??', 'warn'],
  degraded: ['!!', 'bad'],
  'rolled-back': ['<<', 'accent'],
  'rollback-conflict': ['!!', 'bad'],
  skipped: ['--', 'dim'],
};

const WORDS: Readonly<Record<StepState, string>> = {
  prepared: 'waiting',
  sending: 'sending',
  applied: 'applied',
  verified: 'verified',
  'not-applied': 'not applied',
  unknown: 'unknown',
  degraded: 'degraded',
  'rolled-back': 'rolled back',
  'rollback-conflict': 'conflict',
  skipped: 'skipped',
};

/** How a state is shown: two characters that need no colour, a style, a word. */
export const stepState = (state: StepState): { readonly mark: string; readonly style: Style; readonly word: string } => {
  const [mark, style] = MARKS[state];
  return { mark, style, word: WORDS[state] };
};

/** Of the step whose rollout is watched, what was said of it last. */
const rollingNow = ({ run, log, over }: Model): { readonly step: Step; readonly said: string } | undefined => {
  const step = over ? undefined : run?.steps.findLast(({ state }) => state !== 'prepared');
  const lead = step?.state === 'applied' ? `${describeRef(step.ref)}: ` : undefined;
  const last = lead === undefined ? undefined : log.findLast(({ text }) => text.startsWith(lead));
  return step && lead !== undefined && last ? { step, said: last.text.slice(lead.length) } : undefined;
};

/** Columns of the names of objects. */
const objectRoom = (width: number): number => Math.max(20, Math.floor((width - 30) * 0.65));

const stepRow = (step: Step, width: number, nameOf: (ref: Ref) => string, rolling: ReturnType<typeof rollingNow>): Line => {
  const isRolling = rolling?.step === step;
  const { mark, style, word } = isRolling ? ({ mark: '>>', style: 'accent', word: 'rolling' } as const) : stepState(step.state);
  return [
    span(`${mark} `, style),
    cell(step.action, 7, 'dim'),
    cell(nameOf(step.ref), objectRoom(width)),
    span(' '),
    cell(word, 12, style),
    span(isRolling ? rolling.said : (step.detail ?? ''), 'dim'),
  ];
};

const BAR = 32;

const isDone = ({ state }: Step): boolean => state !== 'prepared' && state !== 'sending';

const barRow = (steps: readonly Step[], rolling: ReturnType<typeof rollingNow>): Line => {
  const done = steps.filter((step) => isDone(step) && step !== rolling?.step).length;
  const filled = steps.length === 0 ? 0 : Math.round((BAR * done) / steps.length);
  return [
    span(`[${'='.repeat(Math.max(0, filled - 1))}${filled > 0 ? '>' : ''}${' '.repeat(BAR - filled)}]`, 'accent'),
    span(` ${done} of ${plural(steps.length, 'object')}`),
  ];
};

const endRows = (screen: Model, width: number): readonly Line[] => {
  const { trouble, recheck, run, over, stopping, does, countdown } = screen;
  if (trouble)
    return [...paragraph('!! ', trouble.message, width, 'bad', 'bad'), ...trouble.next.flatMap((text) => paragraph('   ', text, width))];
  if (countdown && !over) {
    const choice = [KEEP, ROLL_BACK_NOW].map((binding) => `${keyNames(binding)} ${binding.short ?? ''}`).join(', ');
    return paragraph(
      'GUARD   ',
      `${describeRef(countdown.ref)} degraded: rolling back in ${countdown.left} s; ${choice}`,
      width,
      'warn',
      'warn',
    );
  }
  if (!over) {
    if (stopping === 'asked') return [line('Stopping after the object in flight. Ctrl-C once more stops waiting for it.', 'warn')];
    return stopping === 'left' ? [line('Not waiting any more; the record stays complete.', 'warn')] : [];
  }
  const state = run ? runState(run) : 'applied';
  const word = does === 'rollback' && state === 'applied' ? 'rolled back' : state;
  const rows: Line[] = [line(`Run ${run?.id ?? ''}: ${word}.`, state === 'applied' || state === 'rolled back' ? 'good' : 'warn')];
  if (recheck)
    rows.push([
      span('Re-check: '),
      span(`${plural(recheck.gone, 'finding')} gone`, 'good'),
      ...(recheck.left > 0 ? [span(`, ${recheck.left} still found`, 'warn')] : []),
      span(`, ${scoresText(recheck.scoreBefore, recheck.scoreAfter)}`),
    ]);
  if (does === 'apply' && run?.steps.some(canUndo)) rows.push(line('3 opens the history, where it can be rolled back.', 'dim'));
  return rows;
};

/** The window of steps around the one that is under way. */
const around = (steps: readonly Step[], room: number): readonly Step[] => {
  const at = steps.findIndex((step) => !isDone(step));
  const top = Math.max(0, Math.min((at < 0 ? steps.length : at) - Math.floor(room / 2), steps.length - room));
  return steps.slice(top, top + room);
};

const rowsOf = (screen: Model, width: number, height: number): readonly PaneRow[] => {
  const steps = screen.run?.steps ?? [];
  const end = endRows(screen, width);
  const rolling = rollingNow(screen);
  const nameOf = namesWithin(
    steps.map(({ ref }) => ref),
    objectRoom(width),
  );
  const fixed = 1 + end.length + (end.length > 0 ? 1 : 0);
  const hasLog = screen.showsLog && screen.log.length > 0;
  const room = Math.max(1, hasLog ? Math.min(steps.length, Math.ceil((height - fixed) * 0.6)) : height - fixed);
  const log = hasLog ? Math.max(0, height - fixed - Math.min(room, steps.length) - 1) : 0;
  const tone = { info: 'dim', warn: 'warn', error: 'bad' } as const;
  return [
    steps.length === 0 && !screen.over ? line('Writing the record before anything is sent …', 'accent') : barRow(steps, rolling),
    ...around(steps, room).map((step) => stepRow(step, width, nameOf, rolling)),
    ...(log > 0
      ? [
          { rule: 'log' },
          ...screen.log.slice(-log).map(({ at, text, level }): Line => [span(`${clockOf(at)} `, 'dim'), span(text, tone[level])]),
        ]
      : []),
    ...(end.length > 0 ? [{ rule: '' }, ...end] : []),
  ];
};

/** The steps of a run while it works, and how it ended. */
export const Applying = ({ state, screen }: { readonly state: State; readonly screen: Model }) => {
  const { columns } = state.size;
  const height = bodyHeight(state.size);
  const doing = screen.does === 'apply' ? 'Applying' : 'Rolling back';
  const title = screen.over ? (screen.does === 'apply' ? 'Applied' : 'Rolled back') : doing;
  return (
    <>
      <SubHeader
        state={state}
        left={screen.over ? [span('over; enter goes on', 'dim')] : [span(`${doing} …`, 'warn')]}
        right={[span(screen.run ? `run ${screen.run.id}` : '', 'dim')]}
      />
      <Pane
        title={screen.trouble ? 'Nothing was sent' : title}
        width={columns}
        height={height}
        rows={rowsOf(screen, columns - 4, height - 2)}
        focused
      />
    </>
  );
};
