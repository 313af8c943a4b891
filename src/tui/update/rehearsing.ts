import { onceOnly, rehearsalDoubts } from '../../analysis/rehearsal/twice.ts';
import type { PlannedChange } from '../../app/plan.ts';
import { rehearsable } from '../../app/rehearsal.ts';
import { describeRef } from '../../core/resource.ts';
import type { Message } from '../message.ts';
import { next, showing, telling, withoutOverlay, type Next } from '../next.ts';
import type { State } from '../state.ts';
import { asking } from './asking.ts';

const reviewed = ({ screen }: State): PlannedChange | undefined =>
  screen.at === 'review' ? screen.plan.changes[screen.object] : undefined;

/** Why this change is not rehearsed. */
export const notRehearsable = (state: State): string | undefined => {
  const change = reviewed(state);
  return change && rehearsable(change) ? undefined : 'Its pods stay as they are: there is nothing to rehearse.';
};

/** It failed, and which of several fixes is to blame was not tried yet. */
const failedUnexplained = ({ screen }: State, change: PlannedChange): boolean => {
  const before = screen.at === 'review' ? screen.rehearsals?.find((rehearsal) => rehearsal.change === change) : undefined;
  return before?.outcome.state === 'failed' && change.findings.length > 1 && (before.blame === undefined || before.blame.by === 'likely');
};

const ONE_POD = 'One pod of its next template starts beside its pods, gets no traffic, and is removed within minutes.';
const ONE_BY_ONE = [
  'It failed: to name the fix that is to blame, it is tried again, then as it is today, then without one fix after the other.',
  'Each time one pod starts beside its pods, gets no traffic, and is removed within minutes.',
];

/** The question before a rehearsal: it writes nothing that is there, and it runs the program a second time. */
export const askRehearsal = (state: State): Next => {
  const { world } = state;
  const change = reviewed(state);
  const now = change && rehearsable(change);
  if (!world || !now) return next(state);
  const { snapshot } = world.scan;
  const [once] = onceOnly(now.workload);
  const why = failedUnexplained(state, change);
  return next(
    asking(state, {
      title: `Rehearse ${describeRef(change.change.ref)} on ${world.target.name}?`,
      lines: why ? ONE_BY_ONE : [ONE_POD],
      warnings: [...(once === undefined ? [] : [`It must not run twice by chance: ${once}.`]), ...rehearsalDoubts(now.workload, snapshot)],
      danger: once === undefined ? 'y' : 'name',
      ...(once === undefined ? {} : { because: 'runs twice what must not by chance' }),
      then: { do: 'rehearse', change, snapshot, answers: world.session.answers, extent: { why, onceOnly: once !== undefined } },
    }),
  );
};

/** The pod is being watched; esc ends that early. */
export const rehearsingNow = (state: State, change: PlannedChange): State => ({
  ...withoutOverlay(state),
  overlay: { kind: 'wait', text: `Rehearsing ${describeRef(change.change.ref)}; esc stops it`, cancels: 'stop' },
});

/** The answer stands beside its change as long as that is in the plan as it was tried. */
export const rehearsedIn = (state: State, { rehearsal }: Extract<Message, { type: 'rehearsed' }>): Next => {
  const free = state.overlay?.kind === 'wait' ? withoutOverlay(state) : state;
  const { screen } = free;
  if (screen.at !== 'review') return next(free);
  const others = (screen.rehearsals ?? []).filter(({ change }) => change !== rehearsal.change);
  const { state: outcome } = rehearsal.outcome;
  const [remains] = rehearsal.remains ?? [];
  const left = remains && `${describeRef(remains.ref)} was ${remains.detail ?? 'not removed'}. \`kubeharden recover\` removes it.`;
  const text = `Rehearsal of ${describeRef(rehearsal.change.change.ref)}: ${outcome}. See REHEARSAL beside the change.`;
  const told =
    left !== undefined
      ? telling(free, left, 'bad')
      : telling(free, text, outcome === 'ready' ? 'good' : outcome === 'failed' ? 'bad' : 'warn');
  return next(showing(told, { ...screen, rehearsals: [...others, rehearsal] }));
};
