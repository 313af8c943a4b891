import { EXIT, usage } from '../app/errors.ts';
import { assertOf, importRun } from '../app/importRun.ts';
import { foreignImport } from '../app/run.ts';
import { printable } from '../core/printable.ts';
import { API_VERSION } from '../report/apiVersion.ts';
import { reportedRun } from '../report/historyReport.ts';
import { stepTable } from '../report/runReport.ts';
import type { Work } from './command.ts';
import { confirmed } from './confirming.ts';
import { print } from './printing.ts';
import { rollbackCommand } from './rollbackCommand.ts';
import { opening } from './scanning.ts';

/** What -o means everywhere else: a file of that name was hardly meant. */
const FORMS: readonly string[] = ['table', 'wide', 'json', 'yaml'];

/** One run as one file; without -o on the standard output. */
export const exporting: Work = (context, flags, [id]) =>
  opening(context, flags, async ({ journal }) => {
    if (id === undefined) throw usage('There is no run to export.', '`kubeharden history` lists them all.');
    if (FORMS.includes(flags.output ?? ''))
      throw usage(
        `-o names the file here, and ${flags.output} is the name of a form.`,
        'Name the file as -o run.json; without -o it goes to the standard output.',
      );
    const run = await journal.load(id);
    const { archiveOf, writeArchive } = await context.archive();
    if (flags.output === undefined) context.terminal.out(archiveOf(run).trimEnd());
    else {
      await writeArchive(flags.output, run);
      context.terminal.err(`Run ${run.id} is in ${printable(flags.output)}: \`kubeharden history import\` takes it on another machine.`);
    }
    return EXIT.ok;
  });

/** A run of another machine on the same target; where server or CA are others than they were, a person has to say so. */
export const importing: Work = (context, flags, [file]) =>
  opening(context, flags, async ({ target, journal }) => {
    if (file === undefined) throw usage('There is no file to import.', 'Make one with `kubeharden history export RUN -o FILE`.');
    const run = await (await context.archive()).readArchive(file);
    assertOf(run, target.info);
    const { terminal } = context;
    const elsewhere = foreignImport(run, target.info);
    if (elsewhere !== undefined) {
      terminal.err(`${terminal.paint('yellow', 'warning:')} ${printable(elsewhere)}`);
      const items = [{ findings: [], danger: 'name' as const }];
      const what = `take run ${run.id} for one of ${printable(target.info.name)}`;
      const review = 'the file is JSON and says what it did';
      const answer = await confirmed(context, flags, { target: target.info, what, review, items, show: () => {} });
      if (answer.approved.length === 0)
        throw usage(`Run ${run.id} was not imported: nobody said that it is of this target (--confirm NAME).`);
    }
    const done = await importRun(journal, run);
    const report = { apiVersion: API_VERSION, kind: 'ImportReport', target: target.info, state: done, run: reportedRun(run) };
    await print(context, flags.output === 'json' || flags.output === 'yaml' ? flags.output : 'table', report, () => [
      ...stepTable(report.run.changes),
      '',
      done === 'there'
        ? `Run ${run.id} is there already.`
        : `Run ${run.id} is imported: \`${rollbackCommand(run.id, flags)}\` takes it back.`,
    ]);
    return EXIT.ok;
  });
