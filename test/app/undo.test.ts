import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/app/run.ts';
import { undoOf, WHOLE, type Undo } from '../../src/app/undo.ts';
import { formatPath } from '../../src/core/diff.ts';
import type { Resource } from '../../src/core/resource.ts';

const entry = (manager: string, operation: 'Apply' | 'Update', ...names: readonly string[]) => ({
  manager,
  operation,
  fieldsV1: { 'f:data': Object.fromEntries(names.map((name) => [`f:${name}`, {}])) },
});

const settings = (data: Readonly<Record<string, string>>, ...managedFields: readonly object[]): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop', uid: '1', managedFields },
  data,
});

const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'settings' };
const HARD = { a: '2', b: '2' };
const OURS = entry('kubeharden', 'Update', 'a', 'b');
const TEAM = entry('team', 'Apply', 'b');

const step = (more: Pick<Step, 'action'> & Partial<Step>): Step => ({
  ref,
  closes: [],
  state: 'verified',
  at: '2026-03-01T10:00:00Z',
  differences: [],
  after: settings(HARD, OURS),
  ...more,
});

const EDIT = step({
  action: 'edit',
  before: settings({ a: '1', b: '1' }, entry('team', 'Apply', 'a', 'b')),
  differences: ['a', 'b'].map((name) => ({ path: ['data', name], before: '1', after: '2' })),
});
const CREATION = step({ action: 'create' });

const ADOPTED = settings(HARD, OURS, TEAM);
const choosing = (choice: 'keep' | 'restore') => ({ ...WHOLE, drifted: () => choice });
const endOf = (undo: Undo): unknown => (undo.state === 'ready' ? undo.proposal.after?.['data'] : undo.state);

describe('what somebody has come to keep as the run made it', () => {
  it('is not taken from them unless that was chosen', () => {
    expect(undoOf(EDIT, ADOPTED)).toMatchObject({ state: 'drift', reason: 'team keeps data.b now as the run had set it' });
    expect(endOf(undoOf(EDIT, ADOPTED, choosing('keep')))).toEqual({ a: '1', b: '2' });
    const restored = undoOf(EDIT, ADOPTED, choosing('restore'));
    expect(endOf(restored)).toEqual({ a: '1', b: '1' });
    expect(restored.state === 'ready' && restored.overwrites.map(({ path }) => formatPath(path))).toEqual(['data.b']);
  });

  it('is noticed where the record holds no more than whose the fields were', () => {
    const { after, ...rest } = EDIT;
    const guarded: Step = { ...rest, identityAfter: { ...after!, data: undefined } };
    expect(undoOf(guarded, ADOPTED)).toMatchObject({ state: 'drift', reason: 'team keeps data.b now as the run had set it' });
    expect(endOf(undoOf(guarded, settings(HARD, OURS)))).toEqual({ a: '1', b: '1' });
  });

  it('is not deleted unless that was chosen', () => {
    expect(undoOf(CREATION, ADOPTED)).toMatchObject({ state: 'drift', reason: 'team keeps it now' });
    expect(undoOf(CREATION, ADOPTED, choosing('keep'))).toMatchObject({ state: 'drift' });
    expect(undoOf(CREATION, ADOPTED, choosing('restore'))).toMatchObject({ state: 'ready', overwrites: [{ path: [] }] });
  });

  it('was not taken up by who had it when it was recorded, nor where no server says who has what', () => {
    for (const of of [EDIT, CREATION]) {
      expect(undoOf({ ...of, after: ADOPTED }, ADOPTED)).toMatchObject({ state: 'ready', overwrites: [] });
      expect(undoOf({ ...of, after: settings(HARD) }, settings(HARD))).toMatchObject({ state: 'ready', overwrites: [] });
    }
  });

  it('is not what somebody owns elsewhere in an object that was edited', () => {
    const live = settings({ ...HARD, c: '1' }, OURS, entry('team', 'Apply', 'c'));
    expect(endOf(undoOf(EDIT, live))).toEqual({ a: '1', b: '1', c: '1' });
  });
});
