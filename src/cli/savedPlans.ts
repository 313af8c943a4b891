import { EXIT, Failure, Stale, usage } from '../app/errors.ts';
import { makePlan } from '../app/plan.ts';
import { assertCurrent, type SavedPlan } from '../app/savedPlan.ts';
import type { Context, Opened } from './context.ts';
import type { Flags } from './flags.ts';
import type { Planned } from './planning.ts';
import { scanning } from './scanning.ts';

/** A saved plan says all that these say. Throws a Failure. */
export const refuseChoosing = ({ accept, set, overrideOwner, wave }: Flags, checks: readonly string[]): void => {
  if (checks.length > 0 || (accept ?? set ?? overrideOwner ?? wave) !== undefined)
    throw usage('--plan already says what is to be applied.', 'Leave out checks, --accept, --set, --override-owner and --wave.');
};

/** Plans again what was saved. Throws Stale where it would not do any more what was approved. */
export const planningSaved = async (context: Context, flags: Flags, saved: SavedPlan, opened: Opened): Promise<Planned> => {
  const { target } = opened;
  if (saved.target.id !== target.info.id)
    throw new Failure(EXIT.stale, `The plan was made for ${saved.target.name}, and this is ${target.info.name}.`, [
      'Name the same target.',
    ]);
  const scanned = await scanning(context, flags, opened);
  const { catalogue, scan } = scanned;
  const wanted = new Set(saved.findings);
  const chosen = scan.result.findings.filter(({ id }) => wanted.has(id));
  if (chosen.length < wanted.size)
    throw new Stale(`The plan is stale: ${wanted.size - chosen.length} of its ${wanted.size} findings are not there any more.`, [
      'Make it again with `kubeharden plan --out FILE`, and review it.',
    ]);
  const plan = await makePlan({ target, catalogue, snapshot: scan.snapshot, chosen, answers: saved.answers });
  assertCurrent(saved, plan);
  const { override, answers } = saved;
  return { ...scanned, plan, left: [], wanted: { checks: [], accept: [], answers, ...(override === undefined ? {} : { override }) } };
};
