import { makePlan, type Plan } from '../app/plan.ts';
import type { LeftFinding } from '../report/left.ts';
import { choose, type Wanted } from './choosing.ts';
import type { Context, Opened } from './context.ts';
import type { Flags } from './flags.ts';
import { scanning, type Scanned } from './scanning.ts';

export interface Planned extends Scanned {
  readonly wanted: Wanted;
  readonly plan: Plan;
  readonly left: readonly LeftFinding[];
}

/** Scans, and asks the target what it would store for what a person wants. */
export const planning = async (context: Context, flags: Flags, wanted: Wanted, opened: Opened): Promise<Planned> => {
  const scanned = await scanning(context, flags, opened);
  const { target, catalogue, scan } = scanned;
  const { snapshot, result } = scan;
  const { chosen, left } = choose(result.findings, snapshot, catalogue, wanted);
  const plan = await makePlan({ target, catalogue, snapshot, chosen, answers: wanted.answers });
  return { ...scanned, wanted, plan, left };
};
