import { usage } from '../app/errors.ts';
import type { Hardening } from '../app/hardening.ts';
import { makePlan, previewed, type Plan } from '../app/plan.ts';
import type { LeftFinding } from '../report/left.ts';
import { choose, type Wanted } from './choosing.ts';
import type { Context, Opened } from './context.ts';
import { namespaceOf, type Flags } from './flags.ts';
import { hardeningOf } from './hardening.ts';
import { assertThere } from './naming.ts';
import { kindsRead } from '../core/scan.ts';
import { scanning, type Scanned } from './scanning.ts';

export interface Planned extends Scanned {
  readonly wanted: Wanted;
  readonly plan: Plan;
  readonly left: readonly LeftFinding[];
  /** What was planned for a level of Pod Security. */
  readonly hardening?: Hardening;
}

/**
 * Throws a Failure for a value that is not among those that findings ask for: a misspelt one would be passed over in silence. Where
 * nothing is asked for, nothing is missed: one command can be run over many clusters and folders, and twice.
 */
const assertAsked = ({ scan: { snapshot, result }, catalogue }: Scanned, { answers }: Wanted): void => {
  for (const [check, given] of Object.entries(answers)) {
    const asking = catalogue.find(({ id }) => id === check);
    const found = result.findings.filter(({ remediation }) => remediation === check).map(({ ref }) => snapshot.get(ref));
    const asked = new Set(found.flatMap((resource) => (resource && asking?.inputs?.(resource, snapshot)) ?? []).map(({ name }) => name));
    const wrong = Object.keys(given).find((name) => !asked.has(name));
    if (wrong === undefined || asked.size === 0) continue;
    throw usage(`--set ${check}.${wrong}: ${check} asks for no such value here.`, `It asks for ${[...asked].join(', ')}.`);
  }
};

/** Scans, and asks the target what it would store for what a person wants. */
export const planning = async (context: Context, flags: Flags, wanted: Wanted, opened: Opened): Promise<Planned> => {
  const scanned = await scanning(context, flags, opened);
  assertThere(scanned.scan.snapshot, kindsRead(scanned.catalogue), wanted, namespaceOf(flags));
  assertAsked(scanned, wanted);
  const { target, catalogue, scan } = scanned;
  const { snapshot, result } = scan;
  if (wanted.demands) {
    const hardening = hardeningOf(scanned, flags, wanted, wanted.demands);
    const plan = await previewed({ target, catalogue, snapshot, proposals: hardening.proposals });
    return { ...scanned, wanted, plan, left: hardening.left, hardening };
  }
  const { chosen, left } = choose(result.findings, snapshot, catalogue, wanted);
  const plan = await makePlan({ target, catalogue, snapshot, chosen, answers: wanted.answers });
  return { ...scanned, wanted, plan, left };
};
