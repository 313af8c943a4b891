import { EXIT } from '../app/errors.ts';
import { savedPlan } from '../app/savedPlan.ts';
import { notCheckedLines } from '../report/notChecked.ts';
import { hardeningReport } from '../report/hardeningReport.ts';
import { leftLines } from '../report/left.ts';
import { planReport } from '../report/planReport.ts';
import { wantedOf } from './choosing.ts';
import type { Context } from './context.ts';
import { planDiff } from './diffs.ts';
import type { Work } from './command.ts';
import { outputOf } from './flags.ts';
import { linesOfHardening } from './hardening.ts';
import { planning, type Planned } from './planning.ts';
import { print } from './printing.ts';
import { opening, readNothing } from './scanning.ts';

const keep = ({ savePlan, version, clock }: Context, file: string, { plan: made, wanted, target }: Planned): Promise<void> =>
  savePlan(file, savedPlan(made, wanted, { version, made: clock.now().toISOString(), target: target.info }));

/** Exits 1 where something would be changed, as `kubectl diff` does. */
export const plan: Work = async (context, flags, checks) => {
  const output = outputOf(flags, ['diff', 'json', 'yaml']);
  const wanted = wantedOf(flags, checks, await context.catalogue());
  return opening(context, flags, async (opened) => {
    const planned = await planning(context, flags, wanted, opened);
    const { scan, problems, left } = planned;
    const { notChecked } = scan.result;
    const hardened = planned.hardening && hardeningReport(planned.hardening);
    const report = planReport(planned.plan, left, opened.target.info, notChecked, problems, hardened);
    await print(context, output, report, async () => [
      ...(await planDiff(context.terminal, planned.plan)),
      ...leftLines(left),
      ...linesOfHardening(planned),
      ...notCheckedLines(notChecked),
    ]);
    if (flags.out !== undefined) await keep(context, flags.out, planned);
    const nothing = readNothing(context, flags, { target: opened.target, snapshot: scan.snapshot });
    if (nothing !== undefined) return nothing;
    return planned.plan.changes.length > 0 ? EXIT.found : EXIT.ok;
  });
};
