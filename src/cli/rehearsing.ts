import { EXIT, type ExitCode } from '../app/errors.ts';
import type { PlannedChange } from '../app/plan.ts';
import { openSteps } from '../app/recover.ts';
import type { Rehearsal } from '../app/rehearsal.ts';
import { foresee, rehearse, type RehearsalRequest } from '../app/rehearse.ts';
import { PATIENCE } from '../app/rehearsePod.ts';
import type { Run, Step } from '../app/run.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import type { LeftFinding } from '../report/left.ts';
import { rehearsalWords } from '../report/rehearsalReport.ts';
import type { Context } from './context.ts';
import type { Flags } from './flags.ts';
import type { Planned } from './planning.ts';

export interface Rehearsed {
  readonly rehearsals: readonly Rehearsal[];
  /** What may be written: all but what failed. */
  readonly passed: readonly PlannedChange[];
  readonly left: readonly LeftFinding[];
  /** What was created for it and could not be removed. */
  readonly remains: readonly Step[];
}

const isWanted = ({ rehearse: plain, rehearseWhy, rehearseOnceOnly }: Flags): boolean =>
  plain === true || rehearseWhy === true || rehearseOnceOnly === true;

type Told = (run: Run) => void;

const requestFor = (
  context: Context,
  flags: Flags,
  planned: Planned,
  changes: readonly PlannedChange[],
  told: Told = () => undefined,
): RehearsalRequest => {
  const { target, journal, catalogue, scan, wanted } = planned;
  const { clock, control, version, terminal } = context;
  return {
    ...{
      target,
      journal,
      catalogue,
      clock,
      control,
      version,
      changes,
      snapshot: scan.snapshot,
      answers: wanted.answers,
      patience: PATIENCE,
    },
    why: flags.rehearseWhy === true,
    onceOnly: flags.rehearseOnceOnly === true,
    on: (event) => {
      if (event.type === 'log') terminal.err(`  ${event.level === 'info' ? '' : `${event.level}: `}${printable(event.text)}`);
      if (event.type === 'step') told(event.run);
    },
  };
};

/** Before anybody is asked: what will run a second time, and what that may mean. */
export const tellRehearsal = async (context: Context, flags: Flags, planned: Planned, changes: readonly PlannedChange[]): Promise<void> => {
  if (!isWanted(flags)) return;
  const { terminal } = context;
  for (const { change, doubts, not } of await foresee(requestFor(context, flags, planned, changes))) {
    const what = printable(describeRef(change.change.ref));
    terminal.err(not === undefined ? `rehearses ${what} first, as one pod beside its others` : `${what}: ${printable(not)}`);
    if (not === undefined) for (const doubt of doubts) terminal.err(`  ${terminal.paint('yellow', '!')} ${printable(doubt)}`);
  }
};

const reasonOf = (rehearsal: Rehearsal): string => `failed in its rehearsal: ${rehearsalWords(rehearsal).join('; ')}`;

/** What stays in the cluster is not overlooked among what was tried. */
export const tellRemains = ({ terminal }: Context, remains: readonly Step[]): void => {
  for (const { ref, detail } of remains)
    terminal.err(`${terminal.paint('red', 'error:')} ${printable(`${describeRef(ref)} was ${detail ?? 'not removed'}`)}`);
  if (remains.length > 0) terminal.err(`Run \`kubeharden recover\`, which removes ${remains.length === 1 ? 'it' : 'them'}.`);
};

/** Rehearses what is to be written; what failed is left out, with the reason. After an interruption nothing is written. */
export const rehearsing = async (
  context: Context,
  flags: Flags,
  planned: Planned,
  changes: readonly PlannedChange[],
): Promise<Rehearsed> => {
  if (!isWanted(flags)) return { rehearsals: [], passed: changes, left: [], remains: [] };
  const runs = new Map<string, Run>();
  const request = requestFor(context, flags, planned, changes, (run) => void runs.set(run.id, run));
  const rehearsals = await context.stoppable(() => rehearse(request));
  const remains = [...runs.values()].flatMap(openSteps);
  const stopped = context.control.stop.aborted;
  const failed = rehearsals.filter(({ outcome }) => outcome.state === 'failed');
  const passed = stopped ? [] : changes.filter((change) => !failed.some((rehearsal) => rehearsal.change === change));
  const kept = stopped ? changes.filter((change) => !failed.some((rehearsal) => rehearsal.change === change)) : [];
  return {
    rehearsals,
    passed,
    remains,
    left: [
      ...failed.flatMap((rehearsal) => rehearsal.change.findings.map((finding) => ({ finding, reason: reasonOf(rehearsal) }))),
      ...kept.flatMap(({ findings }) => findings.map((finding) => ({ finding, reason: 'was stopped' }))),
    ],
  };
};

/** 5: something failed in its rehearsal and nothing was written; 6: something else was, or what was created for it stays. */
export const exitWithRehearsals = (
  { rehearsals, remains }: Pick<Rehearsed, 'rehearsals' | 'remains'>,
  code: ExitCode,
  wrote: boolean,
): ExitCode => {
  if (remains.length > 0 && (code === EXIT.ok || code === EXIT.rolledBack)) return EXIT.partial;
  if (code !== EXIT.ok || rehearsals.every(({ outcome }) => outcome.state !== 'failed')) return code;
  return wrote ? EXIT.partial : EXIT.rolledBack;
};
