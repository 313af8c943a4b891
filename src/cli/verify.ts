import { EXIT } from '../app/errors.ts';
import type { UndoStep } from '../app/planUndo.ts';
import { planRollback } from '../app/rollback.ts';
import { API_VERSION } from '../report/apiVersion.ts';
import { driftTable, reportedDrift, type ReportedPlace } from '../report/drift.ts';
import { named, shortName, type NamedObject } from '../report/named.ts';
import { describeRef } from '../core/resource.ts';
import { printable } from '../core/printable.ts';
import { standingNow, type StandingNow } from '../report/standing.ts';
import { table } from '../report/table.ts';
import type { Work } from './command.ts';
import { assertNewestUsable } from './damagedRecord.ts';
import { outputOf } from './flags.ts';
import { print } from './printing.ts';
import { opening } from './scanning.ts';

interface Standing extends NamedObject, StandingNow {
  /** Where it drifted: before, applied, now. */
  readonly drift?: readonly ReportedPlace[];
}

const standing = (undoing: UndoStep): Standing => {
  const now = standingNow(undoing);
  return { ...named(undoing.step.ref), ...now, ...(now.state === 'drifted' ? { drift: reportedDrift(undoing) } : {}) };
};

const drifted = ({ resource, drift = [] }: Standing): readonly string[] =>
  drift.length === 0 ? [] : ['', printable(describeRef(resource)), ...driftTable(drift)];

/** Exits 1 where an object is not any more as the run left it. */
export const verify: Work = (context, flags, [id]) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  return opening(context, flags, async ({ target, journal }) => {
    await assertNewestUsable(journal, { runs: id === undefined ? [] : [id] });
    const plan = await planRollback(target, journal, id);
    const objects = (plan?.steps ?? []).map(standing).toReversed();
    const report = { apiVersion: API_VERSION, kind: 'VerifyReport', target: target.info, run: plan?.run.id ?? null, objects };
    await print(context, output, report, () =>
      plan
        ? [
            ...table(
              ['STATE', 'NAMESPACE', 'OBJECT', 'DETAIL'],
              objects.map(({ state, resource, detail = '' }) => [
                state,
                printable(resource.namespace ?? '-'),
                shortName(resource),
                printable(detail),
              ]),
            ),
            ...objects.flatMap(drifted),
            '',
            `Run ${plan.run.id}: ${objects.filter(({ state }) => state === 'as applied').length} of ${objects.length} objects are as applied.`,
          ]
        : ['There is no run that stands.'],
    );
    return objects.some(({ state }) => state !== 'as applied') ? EXIT.found : EXIT.ok;
  });
};
