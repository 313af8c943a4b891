import { scanTarget, type IsMeant, type Scan } from '../app/scan.ts';
import type { InputProblem } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import type { Catalogue } from '../core/remediation.ts';
import { kindsRead } from '../core/scan.ts';
import { lostMemory } from '../report/lostMemory.ts';
import { auditLogs } from './auditLog.ts';
import type { Context, Opened } from './context.ts';
import { namespaceOf, targetOf, type Flags } from './flags.ts';
import { readImageReports } from './imageReports.ts';
import { selectorOf } from './labels.ts';
import { assertThere, concerns, type Named } from './naming.ts';

export interface Scanned extends Opened {
  readonly catalogue: Catalogue;
  readonly scan: Scan;
  /** What was judged, where it was not everything. */
  readonly isMeant?: IsMeant;
  readonly problems: readonly InputProblem[];
}

/** Opens the target that the flags mean, works with it, and closes it again. */
export const opening = async <T>(context: Context, flags: Flags, work: (opened: Opened) => Promise<T>): Promise<T> => {
  const opened = await context.open(targetOf(flags));
  try {
    return await work(opened);
  } finally {
    await opened.target.close();
  }
};

export const tellProblems = ({ terminal }: Context, problems: readonly InputProblem[]): void => {
  for (const { file, line, message } of problems)
    terminal.err(`${terminal.paint('yellow', 'warning:')} ${printable(`${file}${line === undefined ? '' : `:${line}`} ${message}`)}`);
};

const ALL: Named = { checks: [], objects: [] };

/** What is reported on, where that is less than everything. */
const meantBy = (selector: string | undefined, { objects }: Named): IsMeant | undefined => {
  if (objects.length > 0) return (ref) => objects.some(({ matches }) => matches(ref));
  if (selector === undefined) return undefined;
  const selects = selectorOf(selector);
  return (ref, snapshot) => {
    const resource = snapshot.get(ref);
    return resource !== undefined && selects(resource);
  };
};

/** Scans what the flags mean and what is named. What could not be read of files is told at once. Throws a Failure for a named object that is not there. */
export const scanning = async (context: Context, flags: Flags, opened: Opened, named: Named = ALL): Promise<Scanned> => {
  const namespace = namespaceOf(flags);
  const isMeant = meantBy(flags.selector, named);
  const whole = await context.catalogue();
  const catalogue = whole.filter((remediation) => concerns(remediation, named));
  const also = catalogue.length === whole.length ? [] : kindsRead(whole); // doubts of one check may come from what another one reads
  const { target, journal } = opened;
  const [images, log] = await Promise.all([readImageReports(flags.imageReport ?? []), auditLogs(flags.auditLog)]);
  const scan = await scanTarget({
    ...{ target, journal, catalogue, also, besides: [...images, ...log] },
    ...(namespace === undefined ? {} : { namespace }),
    ...(isMeant ? { isMeant } : {}),
  });
  if (scan.lost) context.terminal.err(`${context.terminal.paint('yellow', 'warning:')} ${printable(lostMemory(scan.lost))}`);
  const problems = target.problems?.() ?? [];
  tellProblems(context, problems);
  assertThere(scan.snapshot, kindsRead(whole), named, namespace);
  return { ...opened, catalogue, scan, problems, ...(isMeant ? { isMeant } : {}) };
};
