import { EXIT } from '../app/errors.ts';
import { savedPlan } from '../app/savedPlan.ts';
import type { TargetInfo } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import { notCheckedLines } from '../report/notChecked.ts';
import { hardeningReport } from '../report/hardeningReport.ts';
import { leftLines } from '../report/left.ts';
import { planReport } from '../report/planReport.ts';
import { wantedOf, type Wanted } from './choosing.ts';
import type { Context } from './context.ts';
import { planDiff } from './diffs.ts';
import type { Work } from './command.ts';
import { outputOf, type Flags, type Output } from './flags.ts';
import { linesOfHardening } from './hardening.ts';
import { planning, type Planned } from './planning.ts';
import { print } from './printing.ts';
import { opening } from './scanning.ts';
import { readNothing } from './nothing.ts';

const keep = ({ savePlan, version, clock }: Context, file: string, { plan: made, wanted, target }: Planned): Promise<void> =>
  savePlan(file, savedPlan(made, wanted, { version, made: clock.now().toISOString(), target: target.info }));

/** What belongs into sources: files in a folder, or behind each other on the standard output. */
const forSources = async (
  { terminal, writeFolder }: Context,
  { out }: Flags,
  form: 'kustomize' | 'yaml',
  planned: Planned,
): Promise<void> => {
  const { asStream, kustomizeFiles, objectFiles } = await import('../report/sourceFiles.ts');
  const made = form === 'kustomize' ? kustomizeFiles(planned.plan) : objectFiles(planned.plan);
  if (out === undefined) terminal.out(asStream(made));
  else if (made.files.length > 0) {
    await writeFolder(out, made.files);
    terminal.err(
      `${made.files.length} files are in ${printable(out)}${form === 'kustomize' ? ': kustomization.yaml says what to do with them' : ''}.`,
    );
  }
  for (const { ref, reason } of made.left) terminal.err(printable(`left: ${describeRef(ref)}: ${reason}`));
};

const asReport = async (context: Context, output: Output, planned: Planned, target: TargetInfo): Promise<void> => {
  const { scan, problems, left } = planned;
  const { notChecked } = scan.result;
  const hardened = planned.hardening && hardeningReport(planned.hardening);
  const report = planReport(planned.plan, left, target, notChecked, problems, hardened);
  await print(context, output, report, async () => [
    ...(await planDiff(context.terminal, planned.plan)),
    ...leftLines(left),
    ...linesOfHardening(planned),
    ...notCheckedLines(notChecked),
  ]);
};

/** Exits 1 where something would be changed, as `kubectl diff` does. */
export const plan: Work = async (context, flags, checks) => {
  const output = outputOf(flags, ['diff', 'json', 'yaml', 'kustomize']);
  const form = output === 'yaml' || output === 'kustomize' ? output : undefined;
  const chosen = wantedOf(flags, checks, await context.catalogue());
  const wanted: Wanted = form === undefined ? chosen : { ...chosen, owned: 'export' };
  return opening(context, flags, async (opened) => {
    const planned = await planning(context, flags, wanted, opened);
    if (form !== undefined) {
      await forSources(context, flags, form, planned);
      for (const line of leftLines(planned.left)) context.terminal.err(line);
    } else {
      await asReport(context, output, planned, opened.target.info);
      if (flags.out !== undefined) await keep(context, flags.out, planned);
    }
    const nothing = readNothing(context, flags, { target: opened.target, snapshot: planned.scan.snapshot });
    if (nothing !== undefined) return nothing;
    return planned.plan.changes.length > 0 ? EXIT.found : EXIT.ok;
  });
};
