import { MANY, strongest, whyByName } from '../../app/danger.ts';
import type { Plan, PlannedChange } from '../../app/plan.ts';
import type { RollbackPlan, UndoStep } from '../../app/planUndo.ts';
import { actionOf } from '../../core/change.ts';
import { formatPath } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import { describeRef, refKey } from '../../core/resource.ts';
import type { Command } from '../command.ts';
import type { Message } from '../message.ts';
import { next, showing, telling, withoutOverlay, type Next } from '../next.ts';
import type { Confirm } from '../overlay.ts';
import { denialLine, planLine } from '../../report/planLine.ts';
import { asking } from './asking.ts';
import { leftOf, overrideOf } from './owning.ts';
import { recoveringNow } from './recovering.ts';
import { rehearsingNow } from './rehearsing.ts';
import type { From, Review, State } from '../state.ts';
import { leftToOwner, notPlannable } from '../world.ts';

/** Asks for the plan of these findings; what cannot be planned is left out, and it is said why. A review also shows what is left to an owner. */
export const planning = (state: State, findings: readonly Finding[], leads: 'review' | 'confirm'): Next => {
  const { world } = state;
  if (!world) return next(state);
  const whyNot = (finding: Finding): string | undefined =>
    notPlannable(world, finding) ?? (leads === 'confirm' ? leftToOwner(world, finding) : undefined);
  const chosen = findings.filter((finding) => whyNot(finding) === undefined);
  const left = findings.length - chosen.length;
  const first = findings.find((finding) => whyNot(finding) !== undefined);
  const why = first ? `${describeRef(first.ref)}: ${whyNot(first) ?? ''}` : 'nothing is selected';
  if (chosen.length === 0) return next(telling(state, `Nothing to plan: ${why}.`, 'warn'));
  const told = left === 0 ? state : telling(state, `${left} left out. ${why}.`, 'warn');
  const waiting: State = {
    ...told,
    overlay: {
      kind: 'wait',
      text: `Asking the server what it would store for ${chosen.length} ${chosen.length === 1 ? 'finding' : 'findings'}`,
    },
  };
  return next(waiting, { do: 'plan', chosen, snapshot: world.scan.snapshot, answers: world.session.answers, leads });
};

const firstReason = (reasons: readonly (string | undefined)[]): string | undefined => reasons.find((reason) => reason !== undefined);

const once = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** The question before an apply. What the server refused is left out, and said. */
export const confirmingApply = (state: State, plan: Plan): Next => {
  const { world } = state;
  if (!world) return next(state);
  const whyNot = (change: PlannedChange): string | undefined => change.refused ?? (change.preview ? leftOf(world, change) : 'not asked');
  const changes = plan.changes.flatMap((change): readonly PlannedChange[] => {
    if (whyNot(change) !== undefined) return [];
    const override = overrideOf(world, change);
    return [override ? { ...change, override } : change];
  });
  const reasons = plan.changes.flatMap((change) => {
    const why = whyNot(change);
    return why === undefined ? [] : [`left out: ${describeRef(change.change.ref)}: ${why}`];
  });
  const overridden = changes.flatMap(({ change, override, owners: [owner] }) =>
    override ? [`${describeRef(change.ref)} is written although it is owned (${override}): ${owner?.consequence ?? ''}`] : [],
  );
  if (changes.length === 0) return next(telling(state, reasons[0] ?? 'Nothing is left to apply.', 'warn'));
  const doubts = changes.flatMap(({ findings }) => findings.flatMap((finding) => finding.doubts.map(({ text }) => text)));
  return next(
    asking(state, {
      title: `Apply ${changes.length} ${changes.length === 1 ? 'change' : 'changes'} to ${world.target.name}?`,
      lines: [planLine(changes), ...changes.map(({ change }) => `${actionOf(change)} ${describeRef(change.ref)}`)],
      warnings: once([
        ...plan.denials.map(denialLine),
        ...changes.flatMap(({ impact }) => impact.warnings),
        ...doubts,
        ...overridden,
        ...reasons,
      ]),
      danger: strongest(changes),
      because: firstReason(changes.map(({ change }) => whyByName(change))) ?? MANY,
      then: { do: 'apply', changes },
    }),
  );
};

/** Why an undo asks for the name. */
const whyUndoByName = ({ undo }: UndoStep): string | undefined => {
  if (undo.state !== 'ready') return undefined;
  if (undo.overwrites.length > 0) return 'what somebody changed is overwritten';
  return whyByName(undo.proposal) ?? 'who may do what changes';
};

const verbOf = ({ step, undo }: UndoStep): string => {
  if (step.action === 'create') return 'delete';
  if (step.action === 'delete') return 'create again, with a new uid,';
  return undo.state === 'ready' && undo.keeps.length > 0 ? 'restore, but for what somebody changed,' : 'restore';
};

const overwriting = ({ step, undo }: UndoStep): readonly string[] =>
  undo.state === 'ready'
    ? undo.overwrites.map(({ path }) => `overwrites what somebody changed: ${describeRef(step.ref)} ${formatPath(path)}`)
    : [];

/** The question before a rollback: what drifted stays as it is, unless it was chosen. */
export const confirmingRollback = (state: State, plans: readonly RollbackPlan[]): Next => {
  const steps = plans.flatMap((plan) => plan.steps);
  const ready = steps.filter(({ undo, refused }) => undo.state === 'ready' && refused === undefined);
  const left = steps
    .filter(({ refused }) => refused !== undefined)
    .map(({ step, refused }) => `left as it is: ${describeRef(step.ref)}: ${refused ?? ''}`);
  const runs = plans.map(({ run }) => run.id).join(', then ');
  if (ready.length === 0) return next(telling(state, left[0] ?? `Nothing of run ${runs} is left to undo.`, 'warn'));
  const foreign = plans.flatMap((plan) => (plan.foreign === undefined ? [] : [plan.foreign]));
  const asksByName = ready.filter(({ danger }) => danger === 'name');
  return next(
    asking(state, {
      title: `Roll back run ${runs} on ${state.world?.target.name ?? ''}?`,
      lines: ready.map((undone) => `${verbOf(undone)} ${describeRef(undone.step.ref)}`),
      warnings: once([...foreign, ...ready.flatMap(overwriting), ...ready.flatMap(({ impact }) => impact.warnings), ...left]),
      because: foreign.length > 0 ? 'its record is from elsewhere' : (firstReason(asksByName.map(whyUndoByName)) ?? MANY),
      danger: foreign.length === 0 ? strongest(ready.map(({ danger }) => ({ danger, findings: [] }))) : 'name',
      then: { do: 'rollback', plans },
    }),
  );
};

const fromOf = ({ screen }: State): From => {
  if (screen.at === 'review') return screen.from;
  return screen.at === 'session' || screen.at === 'summary' ? 'session' : 'findings';
};

const UNIFIED: Review['view'] = { layout: 'unified', unfolded: false, wrap: false, hunk: 0 };

/** A plan that is made anew from its review is shown where it was left. */
const reviewFrom = ({ screen }: State, plan: Plan): Pick<Review, 'at' | 'object' | 'pane' | 'view'> => {
  if (screen.at !== 'review') return { at: 'review', object: 0, pane: 'diff', view: UNIFIED };
  const was = screen.plan.changes[screen.object];
  const object = was ? plan.changes.findIndex(({ change }) => refKey(change.ref) === refKey(was.change.ref)) : -1;
  return { at: 'review', object: Math.max(0, object), pane: screen.pane, view: { ...screen.view, hunk: 0 } };
};

/** A plan that nobody waits for any more is dropped. */
export const planned = (state: State, { plan, leads }: Extract<Message, { type: 'planned' }>): Next => {
  if (state.overlay?.kind !== 'wait') return next(state);
  const free = withoutOverlay(state);
  if (plan.changes.length === 0) return next(telling(free, 'Nothing is left to change: another fix closed it.', 'info'));
  if (leads === 'confirm') return confirmingApply(free, plan);
  return next(showing(free, { ...reviewFrom(state, plan), from: fromOf(state), plan, top: 0, dropped: state.overlay.dropped ?? [] }));
};

/** The answer was yes: the only way from a key to a write. */
export const confirmed = (state: State, { then }: Confirm): Next => {
  if (then.do === 'recover') return recoveringNow(state);
  if (then.do === 'rehearse') return next(rehearsingNow(state, then.change), then);
  const from = then.do === 'rollback' ? 'history' : fromOf(state);
  const does: 'apply' | 'rollback' = then.do;
  const command: Command = then;
  return next(
    showing(withoutOverlay(state), { at: 'applying', does, from, log: [], showsLog: true, stopping: 'no', over: false }),
    command,
  );
};
