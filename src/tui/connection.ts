import { IMPACT_KINDS } from '../analysis/impact.ts';
import { applyPlan } from '../app/apply.ts';
import type { Journal } from '../app/journal.ts';
import { paceOf } from '../app/pace.ts';
import { makePlan, previewed } from '../app/plan.ts';
import type { Clock } from '../app/recorder.ts';
import { applyUndo, planUndo } from '../app/rollback.ts';
import { scanTarget } from '../app/scan.ts';
import type { Target } from '../app/target.ts';
import type { Catalogue } from '../core/remediation.ts';
import { kindsRead } from '../core/scan.ts';
import type { Connection } from './ports.ts';

export interface Parts {
  readonly target: Target;
  readonly journal: Journal;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** kubeharden's. */
  readonly version: string;
  readonly namespace?: string;
  /** The same target opened with the lock on or off, where requests are sent; throws a Failure where that is not allowed. */
  readonly reopen: (readOnly: boolean) => Promise<Target>;
}

/** The use cases over one target and its journal. */
export const connectionOver = ({ target: opened, journal, catalogue, clock, version, namespace, reopen }: Parts): Connection => {
  let target = opened;
  const scope = namespace === undefined ? {} : { namespace };
  const scanReads = new Set([...kindsRead(catalogue), ...IMPACT_KINDS]);
  return {
    get info() {
      return target.info;
    },
    catalogue,
    ...scope,
    scan: (onProgress, signal) => scanTarget({ target, catalogue, journal, signal, onProgress, ...scope }),
    watch: async (since, onSeen, onWatched, signal) => target.watch?.({ since, onSeen, onWatched, signal }),
    reading: async (kinds, scanned, onRead, signal) =>
      kinds.every((kind) => scanReads.has(kind)) ? scanned : target.read({ kinds, onRead, signal, ...scope }),
    plan: (snapshot, chosen, answers) => makePlan({ target, catalogue, snapshot, chosen, answers }),
    preview: (snapshot, proposals) => previewed({ target, catalogue, snapshot, proposals }),
    async rehearse(change, snapshot, answers, extent, control) {
      const { rehearseOne } = await import('../app/rehearse.ts');
      return rehearseOne({ ...extent, target, journal, catalogue, clock, version, snapshot, answers, control, changes: [change] });
    },
    apply: (changes, on, control, guard) =>
      applyPlan({
        target,
        journal,
        catalogue,
        clock,
        version,
        changes,
        on,
        control,
        guard,
        keepGoing: false,
        autoRollback: true,
        ...scope,
      }),
    async history() {
      return { place: journal.place, ...(await journal.list()) };
    },
    async cutOff() {
      const [{ needsRecovery }, { runs }] = await Promise.all([import('../app/recover.ts'), journal.list()]);
      return runs.filter(needsRecovery);
    },
    recover: async () => (await import('../app/recover.ts')).recover(target, journal, clock),
    pace: async () => paceOf((await journal.list()).runs),
    planUndo: (undoing, snapshot) => planUndo(target, journal, undoing, snapshot),
    async rollback(plans, on, control) {
      const last = (await applyUndo({ target, journal, clock, version, plans, on, control, keepGoing: true })).at(-1);
      if (!last) throw new Error('a rollback of nothing');
      return last.run;
    },
    remember: (decided) => journal.remember((memory) => ({ ...memory, ...decided })),
    async setReadOnly(on) {
      const before = target;
      target = await reopen(on);
      if (target !== before) await before.close();
    },
    close: () => target.close(),
  };
};
