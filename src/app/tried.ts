import { scan } from '../core/scan.ts';
import type { Finding } from '../core/finding.ts';
import type { Catalogue } from '../core/remediation.ts';
import { refKey, sameRef } from '../core/resource.ts';
import type { Journal, TriedFix } from './journal.ts';
import type { Run, Step } from './run.ts';
import { ownerOf, type Scan } from './scan.ts';
import { programOf } from './stillTried.ts';

type TakenBack = Step & Required<Pick<Step, 'takenBack'>>;

const isTakenBack = (step: Step): step is TakenBack => step.state === 'rolled-back' && step.takenBack !== undefined;

/** Automatic findings that would not be there if these steps stood: what they closed, on their own object or by way of it. */
const reopened = (steps: readonly Step[], { result, snapshot }: Scan, catalogue: Catalogue): readonly Finding[] => {
  const auto = result.findings.filter(({ fix }) => fix === 'auto');
  const ids = new Set(auto.map(({ remediation }) => remediation));
  const refs = new Set(auto.map(({ ref }) => refKey(ref)));
  const then = snapshot.with(steps.map(({ ref, after }) => ({ ref, resource: after ?? snapshot.get(ref) })));
  const asThen = scan(
    then,
    catalogue.filter(({ id }) => ids.has(id)),
    ownerOf,
    (ref) => refs.has(refKey(ref)),
  );
  const found = new Set(asThen.findings.map(({ id }) => id));
  return auto.filter(({ id }) => !found.has(id));
};

const triedBy = ({ takenBack: { workload, why }, at }: TakenBack, findings: readonly string[], scanned?: Scan): readonly TriedFix[] => {
  const live = scanned?.snapshot.get(workload);
  const program = live ? { program: programOf(live) } : {};
  return [...new Set(findings)].map((finding) => ({ finding, at, why, workload, ...program }));
};

/** Every fix that the run took back, once; what is shared, such as an account, speaks for all that it would have closed. */
const triedIn = (steps: readonly TakenBack[], catalogue: Catalogue, scanned?: Scan): readonly TriedFix[] => {
  const own = steps.filter(({ ref, takenBack }) => sameRef(ref, takenBack.workload));
  const ofOwn = scanned ? reopened(own, scanned, catalogue) : [];
  const all = steps.toReversed().flatMap((step) => {
    const isOwn = own.includes(step);
    const found = isOwn ? ofOwn.filter(({ ref }) => sameRef(ref, step.ref)) : scanned ? reopened([step], scanned, catalogue) : [];
    return triedBy(step, [...step.closes, ...found.map(({ id }) => id)], scanned);
  });
  return [...new Map(all.map((tried) => [tried.finding, tried])).values()];
};

/** Keeps what a run took back because something broke, and forgets what it made and kept. Returns what is remembered then; undefined where nothing changed. */
export const rememberTried = async (
  journal: Journal,
  { steps }: Run,
  catalogue: Catalogue,
  scanned?: Scan,
): Promise<readonly TriedFix[] | undefined> => {
  const taken = steps.filter(isTakenBack);
  const kept = new Set(steps.filter(({ state }) => state === 'applied' || state === 'verified').flatMap(({ closes }) => closes));
  const isOld = ({ finding }: TriedFix): boolean => kept.has(finding);
  if (taken.length === 0 && !(scanned?.memory.tried ?? []).some(isOld)) return undefined;
  const fresh = triedIn(taken, catalogue, scanned);
  const names = new Set(fresh.map(({ finding }) => finding));
  let now: readonly TriedFix[] = [];
  await journal.remember((memory) => {
    now = [...(memory.tried ?? []).filter((tried) => !isOld(tried) && !names.has(tried.finding)), ...fresh];
    return { ...memory, tried: now };
  });
  return now;
};
