import { describe, expect, it } from 'vitest';
import { chosenRuns, newestUndoable } from '../../src/app/chosenRuns.ts';
import type { Run, StepState } from '../../src/app/run.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { runOf } from '../journal/example.ts';

const at = (time: string): string => `2026-11-21T${time}:00Z`;

const run = (id: string, started: string, ended: string, more: Partial<Run> = {}, state: StepState = 'verified'): Run => {
  const of = runOf(id);
  return { ...of, started: at(started), finished: at(ended), ...more, steps: of.steps.map((step) => ({ ...step, state, at: at(ended) })) };
};

const journalOf = async (...runs: readonly Run[]) => {
  const journal = memoryJournal();
  for (const one of runs) await journal.save(one);
  return journal;
};

const since = async (time: string, ...runs: readonly Run[]): Promise<readonly string[]> =>
  (await chosenRuns(await journalOf(...runs), { runs: [], since: new Date(at(time)) })).map(({ id }) => id);

const named = async (ids: readonly string[], ...runs: readonly Run[]): Promise<readonly string[]> =>
  (await chosenRuns(await journalOf(...runs), { runs: ids })).map(({ id }) => id);

const FIRST = run('2026-11-21-1', '09:00', '09:10');
const undoing = (of: Run, id: string, hour: string, state: StepState = 'verified'): Run =>
  run(id, `${hour}:00`, `${hour}:10`, { does: 'rollback', undoes: of.id }, state);

describe('the runs since a time', () => {
  it('are refused by name where one from before wrote after it, however it ended', async () => {
    for (const finished of [at('10:30'), undefined]) {
      const { finished: _finished, ...begun } = run('2026-11-21-1', '09:59', '10:30');
      const onward: Run = { ...begun, ...(finished === undefined ? {} : { finished }) };
      await expect(since('10:00', onward)).rejects.toMatchObject({ exit: 2, message: expect.stringContaining('2026-11-21-1') });
      expect(await since('10:40', onward)).toEqual([]);
      expect(await since('09:59', onward)).toEqual(['2026-11-21-1']);
    }
  });

  it('do not mind one that ended before, though a later undo left a mark on it, nor one that is wholly undone', async () => {
    const marked = { ...FIRST, steps: FIRST.steps.map((step) => ({ ...step, state: 'rollback-conflict' as const, at: at('11:00') })) };
    expect(await since('10:00', marked)).toEqual([]);
    expect(await since('10:00', run('2026-11-21-1', '09:59', '10:30', {}, 'rolled-back'))).toEqual([]);
  });

  it('hold a rollback only of what stood then, and refuse one of which no record tells that', async () => {
    expect(await since('10:00', { ...FIRST, steps: [] }, undoing(FIRST, '2026-11-21-2', '11'))).toEqual(['2026-11-21-2']);
    const forgotten = undoing(FIRST, '2026-11-21-2', '11');
    await expect(since('10:00', forgotten)).rejects.toMatchObject({ exit: 2, message: expect.stringContaining('2026-11-21-2') });
    expect(await since('10:00', { ...forgotten, undoes: '2026-11-20-7' })).toEqual(['2026-11-21-2']);
    expect(await since('10:00', { ...forgotten, undoes: '2026-11-22-7' })).toEqual([]);
  });
});

describe('the order of runs', () => {
  const imported = run('2026-11-21-9', '08:00', '08:10', { imported: true });
  const later = run('2026-11-21-2', '10:00', '10:10');

  it('is that of the ids of runs made here, and of the time of one from elsewhere', async () => {
    const same = run('2026-11-21-10', '10:00', '10:10');
    expect(await named([FIRST.id, later.id, imported.id, same.id], FIRST, later, imported, same)).toEqual([
      '2026-11-21-10',
      '2026-11-21-2',
      '2026-11-21-1',
      '2026-11-21-9',
    ]);
    expect(newestUndoable((await (await journalOf(imported, later, FIRST)).list()).runs)?.id).toBe(later.id);
    expect(newestUndoable([FIRST, run('2026-11-21-2', '07:00', '07:10')])?.id).toBe('2026-11-21-2');
    expect(await since('07:00', imported, later, FIRST)).toEqual(['2026-11-21-2', '2026-11-21-1', '2026-11-21-9']);
  });
});

it('refuses a time where the clock was set back since', async () => {
  const back = run('2026-11-21-2', '07:00', '07:10');
  await expect(since('08:00', FIRST, back)).rejects.toMatchObject({ exit: 2, message: expect.stringContaining('The clock was set back') });
  expect(await since('06:00', FIRST, back)).toEqual(['2026-11-21-2', '2026-11-21-1']);
  expect(await since('12:00', FIRST, back)).toEqual([]);
});

describe('runs that are named', () => {
  it('do without the rollbacks of one that is named itself', async () => {
    const [two, three] = [undoing(FIRST, '2026-11-21-2', '10', 'rolled-back'), undoing(runOf('2026-11-21-2'), '2026-11-21-3', '11')];
    expect(await named(['2026-11-21-2', '2026-11-21-1'], FIRST, two, three)).toEqual(['2026-11-21-1']);
    expect(await named(['2026-11-21-1', '2026-11-21-3'], FIRST, two, three)).toEqual(['2026-11-21-1']);
    expect(await named(['2026-11-21-2', '2026-11-21-3'], FIRST, two, three)).toEqual(['2026-11-21-2']);
    expect(await named(['2026-11-21-3'], FIRST, two, three)).toEqual(['2026-11-21-3']);
  });
});
