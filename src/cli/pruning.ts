import { EXIT, usage } from '../app/errors.ts';
import { prunable, prune, type Pruning, type Retention } from '../app/prune.ts';
import type { Run } from '../app/run.ts';
import { printable } from '../core/printable.ts';
import { API_VERSION } from '../report/apiVersion.ts';
import { reportedRun } from '../report/historyReport.ts';
import { table } from '../report/table.ts';
import type { Work } from './command.ts';
import { confirmed } from './confirming.ts';
import { outputOf, type Flags } from './flags.ts';
import { isData, print } from './printing.ts';
import { opening } from './scanning.ts';

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const ageOf = (text: string): number => {
  const [, count, unit = ''] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  if (count === undefined) throw usage(`--older-than ${text} is no age.`, 'Give one in hours, days or weeks, such as 30d.');
  return Number(count) * (UNITS[unit] ?? 0);
};

const countOf = (text: string): number => {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw usage(`--keep ${text} is no number.`, 'Give how many of the newest runs stay.');
};

const retentionOf = ({ keep, olderThan, undoable }: Flags): Retention => {
  if (keep === undefined && olderThan === undefined)
    throw usage('history prune does not know what may go.', 'Give --keep N, --older-than 30d, or both.');
  return {
    ...(keep === undefined ? {} : { keep: countOf(keep) }),
    ...(olderThan === undefined ? {} : { olderThanMs: ageOf(olderThan) }),
    undoable: undoable ? 'go' : 'stay',
  };
};

const row = (run: Run, what: string): readonly string[] => {
  const { id, started, does, state, changes } = reportedRun(run);
  return [what, id, started, does, String(changes.length), state];
};

const linesOf = ({ removed, kept }: Pruning): readonly string[] => {
  if (removed.length + kept.length === 0) return ['There is no run to remove.'];
  const rows = [...removed.map((run) => row(run, 'remove')), ...kept.map(({ run }) => row(run, 'stays'))];
  return [
    ...table(['WHAT', 'RUN', 'STARTED', 'DOES', 'OBJECTS', 'STATE'], rows),
    ...kept.map(({ run, reason }) => printable(`stays: ${run.id}: ${reason}`)),
  ];
};

/** Lists what would go, then asks; what can still be undone stays unless that is asked for. */
export const pruning: Work = (context, flags) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  const retention = retentionOf(flags);
  return opening(context, flags, async ({ target, journal }) => {
    const now = context.clock.now();
    const plan = prunable((await journal.list()).runs, retention, now);
    const lines = linesOf(plan);
    if (!isData(flags)) for (const line of lines) context.terminal.out(line);
    const { removed, kept } = plan;
    const items = removed.map((run) => ({ run, findings: [], danger: 'y' as const }));
    const what = `remove the records of ${removed.length === 1 ? 'this run' : `these ${removed.length} runs`} for good`;
    const review = '`kubeharden history` lists them';
    const answer =
      items.length === 0 ? undefined : await confirmed(context, flags, { target: target.info, what, review, items, show: () => {} });
    const approved = answer?.approved.map(({ run }) => run) ?? [];
    const gone = approved.length === 0 ? [] : await prune(journal, approved, retention, now);
    const report = {
      apiVersion: API_VERSION,
      kind: 'PruneReport',
      target: target.info,
      removed: gone,
      kept: kept.map(({ run, reason }) => ({ ...reportedRun(run), reason })),
    };
    await print(context, output, report, () =>
      gone.length === 0 ? [] : [`Removed ${gone.length === 1 ? '1 run' : `${gone.length} runs`} from ${journal.place}.`],
    );
    return EXIT.ok;
  });
};
