import { catalogue } from '../../remediations/index.ts';
import { applyPlan, type ApplyRequest } from '../../src/app/apply.ts';
import type { RunEvent } from '../../src/app/events.ts';
import type { Journal } from '../../src/app/journal.ts';
import { makePlan, type Plan } from '../../src/app/plan.ts';
import type { Clock } from '../../src/app/recorder.ts';
import type { RollbackPlan } from '../../src/app/planUndo.ts';
import { applyRollback, planRollback } from '../../src/app/rollback.ts';
import type { Run } from '../../src/app/run.ts';
import { scanTarget, type Scan } from '../../src/app/scan.ts';
import type { RunControl } from '../../src/app/transaction.ts';
import { withoutServerFields } from '../../src/core/diff.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Ref, Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { openMemory, type MemoryOptions, type MemoryTarget } from '../../src/memory/target.ts';

export const NS: Resource = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'payments' } };

export const checkout = (template: Record<string, unknown> = {}): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'checkout', namespace: 'payments' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'checkout' } },
    template: {
      metadata: { labels: { app: 'checkout' }, ...template },
      spec: { automountServiceAccountToken: false, containers: [{ name: 'api', image: 'registry.example/api:1.0' }] },
    },
  },
});

export const CHECKOUT: Ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'payments', name: 'checkout' };

/** Time that stands still and never makes anyone wait. */
export const clock = (start = '2026-03-01T10:00:00Z'): Clock & { at: Date } => {
  const self = {
    at: new Date(start),
    now: () => self.at,
    wait: () => {
      self.at = new Date(self.at.getTime() + 1000);
      return Promise.resolve();
    },
  };
  return self;
};

const never: RunControl = { stop: new AbortController().signal, leave: new AbortController().signal };

export interface Scene {
  readonly target: MemoryTarget;
  readonly journal: Journal;
  readonly events: RunEvent[];
  readonly scan: () => Promise<Scan>;
  readonly plan: (wanted: (finding: Finding) => boolean) => Promise<Plan>;
  readonly apply: (plan: Plan, more?: Partial<ApplyRequest>) => Promise<Run>;
  readonly rollbackOf: (plan: RollbackPlan) => Promise<{ readonly run: Run; readonly undone: Run }>;
  readonly rollback: (id?: string) => Promise<{ readonly run: Run; readonly undone: Run }>;
}

export const scene = (entries: readonly Resource[], options: Partial<MemoryOptions> = {}, journal: Journal = memoryJournal()): Scene => {
  const time = clock();
  const target = openMemory({ entries, now: () => time.now(), ...options });
  const events: RunEvent[] = [];
  const base = {
    target,
    journal,
    clock: time,
    version: '0.0.0',
    control: never,
    keepGoing: false,
    on: (event: RunEvent) => void events.push(event),
  };
  const scan = (): Promise<Scan> => scanTarget({ target, catalogue, journal });
  return {
    target,
    journal,
    events,
    scan,
    async plan(wanted) {
      const { snapshot, result } = await scan();
      return makePlan({ target, catalogue, snapshot, chosen: result.findings.filter(wanted) });
    },
    apply: async (plan, more = {}) => (await applyPlan({ ...base, catalogue, autoRollback: false, changes: plan.changes, ...more })).run,
    rollbackOf: (plan) => applyRollback({ ...base, plan }),
    async rollback(id) {
      const plan = await planRollback(target, journal, id);
      if (!plan) throw new Error('there is nothing to roll back');
      return applyRollback({ ...base, plan });
    },
  };
};

export const is =
  (...ids: readonly string[]) =>
  (finding: Finding): boolean =>
    ids.includes(finding.remediation);

/** What counts as identical after an undo. */
export const bare = (resource: Resource | undefined): Resource | undefined => resource && withoutServerFields(resource);
