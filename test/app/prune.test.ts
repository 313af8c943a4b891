import { describe, expect, it } from 'vitest';
import { prunable, prune, type Retention } from '../../src/app/prune.ts';
import type { Run, StepState } from '../../src/app/run.ts';
import { planRollback } from '../../src/app/rollback.ts';
import type { Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { runOf } from '../journal/example.ts';
import { is, NS, scene } from './scene.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

/** A run of some days ago whose only step is in this state. */
const aged = (days: number, state: StepState, finished = true): Run => {
  const started = new Date(NOW.getTime() - days * 86_400_000).toISOString();
  const run = runOf(`${started.slice(0, 10)}-1`);
  const steps = run.steps.map((step) => ({ ...step, state }));
  return { ...run, started, steps, ...(finished ? { finished: started } : {}) };
};

const RUNS = [
  aged(0, 'rolled-back'),
  aged(3, 'rolled-back'),
  aged(10, 'verified'),
  aged(20, 'not-applied'),
  aged(31, 'unknown'),
  aged(40, 'sending', false),
  aged(50, 'rolled-back'),
];

const days = (runs: readonly Run[]): readonly number[] => runs.map(({ started }) => (NOW.getTime() - Date.parse(started)) / 86_400_000);

const of = (retention: Partial<Retention>) => {
  const { removed, kept } = prunable(RUNS, { undoable: 'stay', ...retention }, NOW);
  return { removed: days(removed), kept: days(kept.map(({ run }) => run)) };
};

describe('what prune removes', () => {
  it('is oldest first, never the newest, and nothing that can still be undone or is not known', () => {
    expect(of({ keep: 0 })).toEqual({ removed: [50, 20, 3], kept: [40, 31, 10] });
  });

  it('is what both the number and the age let go', () => {
    expect(of({ keep: 3 })).toEqual({ removed: [50, 20], kept: [40, 31] });
    expect(of({ olderThanMs: 30 * 86_400_000 })).toEqual({ removed: [50], kept: [40, 31] });
    expect(of({ keep: 2, olderThanMs: 15 * 86_400_000 })).toEqual({ removed: [50, 20], kept: [40, 31] });
    expect(of({ keep: 100 })).toEqual({ removed: [], kept: [] });
  });

  it('is also what could be undone, if that is asked for, but never what is not known', () => {
    expect(of({ keep: 0, undoable: 'go' })).toEqual({ removed: [50, 20, 10, 3], kept: [40, 31] });
  });

  it('is nothing that tells an older run of what the object is that came back', async () => {
    const rb: Resource = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'both', namespace: 'payments' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'gone' },
      subjects: [
        { kind: 'ServiceAccount', name: 'a', namespace: 'payments' },
        { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:anonymous' },
      ],
    };
    const { target, journal, plan, apply, rollback } = scene([NS, rb]);
    const edit = await apply(await plan(is('anonymous-binding')));
    const removal = await apply(await plan(is('dangling-binding')));
    await rollback(removal.id);
    const { removed, kept } = prunable((await journal.list()).runs, { keep: 0, undoable: 'stay' }, NOW);
    expect(removed).toEqual([]);
    expect(kept.find(({ run }) => run.id === removal.id)?.reason).toContain(edit.id);
    await prune(journal, (await journal.list()).runs, { keep: 0, undoable: 'stay' }, NOW);
    expect((await planRollback(target, journal, edit.id))?.steps.map(({ undo }) => undo.state)).toEqual(['ready']);
    await rollback(edit.id);
    expect(prunable((await journal.list()).runs, { keep: 0, undoable: 'stay' }, NOW).removed.map(({ id }) => id)).toContain(edit.id);
  });

  it('is looked at again under the lock: a run that somebody went on with stays', async () => {
    const journal = memoryJournal();
    for (const run of RUNS) await journal.save(run);
    const { removed } = prunable(RUNS, { keep: 0, undoable: 'stay' }, NOW);
    await journal.save({ ...removed[0]!, steps: removed[0]!.steps.map((step) => ({ ...step, state: 'applied' })) });
    const gone = await prune(journal, removed, { keep: 0, undoable: 'stay' }, NOW);
    expect(gone).toEqual(removed.slice(1).map(({ id }) => id));
    expect((await journal.list()).runs).toHaveLength(RUNS.length - gone.length);
    await (await journal.lock()).release();
  });
});
