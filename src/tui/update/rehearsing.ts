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

/** Why this change is not rehearsed: nothing of its pods changes, or they must not run twice. */
export const notRehearsable = (state: State): string | undefined => {
  const change = reviewed(state);
  const now = change && rehearsable(change);
  if (!now) return 'Its pods stay as they are: there is nothing to rehearse.';
  const [once] = onceOnly(now.workload);
  return once === undefined ? undefined : `Not rehearsed: ${once}.`;
};

/** The question before a rehearsal: it writes nothing that is there, and it runs the program a second time. */
export const askRehearsal = (state: State): Next => {
  const { world } = state;
  const change = reviewed(state);
  const now = change && rehearsable(change);
  if (!world || !now) return next(state);
  const { snapshot } = world.scan;
  return next(
    asking(state, {
      title: `Rehearse ${describeRef(change.change.ref)} on ${world.target.name}?`,
      lines: ['One pod of its next template starts beside its pods, gets no traffic, and is removed within minutes.'],
      warnings: rehearsalDoubts(now.workload, snapshot),
      danger: 'y',
      then: { do: 'rehearse', change, snapshot, answers: world.session.answers },
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
  const text = `Rehearsal of ${describeRef(rehearsal.change.change.ref)}: ${outcome}. See REHEARSAL beside the change.`;
  const told = telling(free, text, outcome === 'ready' ? 'good' : outcome === 'failed' ? 'bad' : 'warn');
  return next(showing(told, { ...screen, rehearsals: [...others, rehearsal] }));
};
