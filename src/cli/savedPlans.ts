import { EXIT, Failure, Stale, usage } from '../app/errors.ts';
import type { Hardening } from '../app/hardening.ts';
import { makePlan, previewed } from '../app/plan.ts';
import { assertCurrent, spelledAs, type SavedPlan } from '../app/savedPlan.ts';
import type { Finding } from '../core/finding.ts';
import type { Wanted } from './choosing.ts';
import type { Context, Opened } from './context.ts';
import type { Flags } from './flags.ts';
import { hardeningAsSaved } from './hardening.ts';
import type { Planned } from './planning.ts';
import { scanning, type Scanned } from './scanning.ts';

/** A saved plan says all that these say. Throws a Failure. */
export const refuseChoosing = ({ accept, set, overrideOwner, wave, level, version }: Flags, checks: readonly string[]): void => {
  if (checks.length > 0 || (accept ?? set ?? overrideOwner ?? wave ?? level ?? version) !== undefined)
    throw usage(
      '--plan already says what is to be applied.',
      'Leave out checks, objects, --accept, --set, --override-owner, --wave and --level.',
    );
};

/** What was chosen, found again; for a level, as the fixes before it leave each object. */
const chosenAgain = (
  { scan, ...rest }: Scanned,
  saved: SavedPlan,
): { readonly chosen: readonly Finding[]; readonly hardening?: Hardening } => {
  if (saved.demands) {
    const hardening = hardeningAsSaved({ scan, ...rest }, saved, saved.demands);
    return { chosen: hardening.chosen, hardening };
  }
  const wanted = new Set(saved.findings);
  return { chosen: scan.result.findings.filter(({ id }) => wanted.has(id)) };
};

/** Plans again what was saved. Throws Stale where it would not do any more what was approved. */
export const planningSaved = async (context: Context, flags: Flags, kept: SavedPlan, opened: Opened): Promise<Planned> => {
  const { target } = opened;
  if (kept.target.id !== target.info.id)
    throw new Failure(EXIT.stale, `The plan was made for ${kept.target.name}, and this is ${target.info.name}.`, ['Name the same target.']);
  const scanned = await scanning(context, flags, opened);
  const { catalogue, scan } = scanned;
  const saved = spelledAs(kept, scan.result.findings);
  const { chosen, hardening } = chosenAgain(scanned, saved);
  if (chosen.length < saved.findings.length)
    throw new Stale(
      `The plan is stale: ${saved.findings.length - chosen.length} of its ${saved.findings.length} findings are not there any more.`,
      ['Make it again with `kubeharden plan --out FILE`, and review it.'],
    );
  const { snapshot } = scan;
  const plan = hardening
    ? await previewed({ target, catalogue, snapshot, proposals: hardening.proposals })
    : await makePlan({ target, catalogue, snapshot, chosen, answers: saved.answers });
  assertCurrent(saved, plan);
  const { override, answers, demands } = saved;
  const wanted: Wanted = { checks: [], objects: [], accept: [], answers, ...(override === undefined ? {} : { override }) };
  return { ...scanned, plan, left: [], wanted: demands ? { ...wanted, demands } : wanted, ...(hardening ? { hardening } : {}) };
};
