import { EXIT, type ExitCode } from '../app/errors.ts';
import { scanTarget, type Scan } from '../app/scan.ts';
import type { InputProblem } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import type { Catalogue } from '../core/remediation.ts';
import type { Ref } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { lostMemory } from '../report/lostMemory.ts';
import { auditLogs } from './auditLog.ts';
import type { Context, Opened } from './context.ts';
import { namespaceOf, targetOf, type Flags } from './flags.ts';
import { readImageReports } from './imageReports.ts';
import { selectorOf } from './labels.ts';
import { assertThere, type Named } from './naming.ts';

export interface Scanned extends Opened {
  readonly catalogue: Catalogue;
  readonly scan: Scan;
  readonly problems: readonly InputProblem[];
}

interface ReadFrom {
  readonly target: Opened['target'];
  readonly snapshot: Snapshot;
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

const about = (scan: Scan, isMeant: (ref: Ref) => boolean): Scan => {
  const { findings, byDesign } = scan.result;
  const meant = ({ ref }: { readonly ref: Ref }): boolean => isMeant(ref);
  return { ...scan, result: { ...scan.result, findings: findings.filter(meant), byDesign: byDesign.filter(meant) } };
};

const labelled = (scan: Scan, selector: string | undefined): Scan => {
  if (selector === undefined) return scan;
  const matches = selectorOf(selector);
  return about(scan, (ref) => {
    const resource = scan.snapshot.get(ref);
    return resource !== undefined && matches(resource);
  });
};

const ofObjects = (scan: Scan, { objects }: Named): Scan =>
  objects.length === 0 ? scan : about(scan, (ref) => objects.some(({ matches }) => matches(ref)));

export const tellProblems = ({ terminal }: Context, problems: readonly InputProblem[]): void => {
  for (const { file, line, message } of problems)
    terminal.err(`${terminal.paint('yellow', 'warning:')} ${printable(`${file}${line === undefined ? '' : `:${line}`} ${message}`)}`);
};

const ALL: Named = { checks: [], objects: [] };

/** Scans what the flags mean and what is named. What could not be read of files is told at once. Throws a Failure for a named object that is not there. */
export const scanning = async (context: Context, flags: Flags, opened: Opened, named: Named = ALL): Promise<Scanned> => {
  const namespace = namespaceOf(flags);
  if (flags.selector !== undefined) selectorOf(flags.selector);
  const whole = await context.catalogue();
  const catalogue = named.checks.length === 0 ? whole : whole.filter(({ id }) => named.checks.includes(id));
  const { target, journal } = opened;
  const [images, log] = await Promise.all([readImageReports(flags.imageReport ?? []), auditLogs(flags.auditLog)]);
  const besides = [...images, ...log];
  const scan = await scanTarget({ target, journal, catalogue, besides, ...(namespace === undefined ? {} : { namespace }) });
  if (scan.lost) context.terminal.err(`${context.terminal.paint('yellow', 'warning:')} ${printable(lostMemory(scan.lost))}`);
  const problems = target.problems?.() ?? [];
  tellProblems(context, problems);
  assertThere(scan, catalogue, named, flags);
  return { ...opened, catalogue, scan: ofObjects(labelled(scan, flags.selector), named), problems };
};

/** Where namespaces may not be listed, nobody knows whether this one is there; what could not be read is told besides. */
const isNowhere = (snapshot: Snapshot, namespace: string): boolean =>
  !snapshot.unread.some(({ kind }) => kind === 'Namespace') &&
  !snapshot.list('Namespace').some(({ metadata }) => metadata.name === namespace);

/** The exit code where no object was read: then nothing was found because nothing was looked at. */
export const readNothing = ({ terminal }: Context, { namespace }: Flags, { target, snapshot }: ReadFrom): ExitCode | undefined => {
  const { type, name } = target.info;
  const tell = (why: string): void => terminal.err(`${terminal.paint('red', 'error:')} ${why} ${printable(name)}, so nothing was checked.`);
  if (namespace !== undefined && isNowhere(snapshot, namespace)) {
    tell(`There is no namespace ${printable(namespace)} in`);
    return EXIT.usage;
  }
  if (namespace !== undefined || !snapshot.isEmpty()) return undefined;
  tell(type === 'manifests' ? 'No Kubernetes object was found in' : 'No object may be read on');
  return type === 'manifests' ? EXIT.usage : EXIT.cluster;
};
