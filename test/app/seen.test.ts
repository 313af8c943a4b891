import { describe, expect, it } from 'vitest';
import { seen } from '../../src/app/seen.ts';
import type { Step } from '../../src/app/run.ts';
import type { Resource } from '../../src/core/resource.ts';

const entry = (manager: string, value: object) => ({ manager, operation: 'Update', fieldsV1: { 'f:data': { 'f:a': value } } });

const config = (a: string, metadata: object = {}): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'web', uid: 'u1', ...metadata },
  data: { a },
});

const step = (of: Pick<Step, 'action' | 'differences'> & Partial<Step>): Step => ({
  ref: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'web', name: 'settings' },
  closes: [],
  state: 'sending',
  at: '2026-03-01T10:00:00Z',
  ...of,
});

const EDIT = step({
  action: 'edit',
  differences: [{ path: ['data', 'a'], before: '1', after: '2' }],
  before: config('1'),
  after: config('2'),
});
const CREATION = step({ action: 'create', differences: [], after: config('2', { uid: 'dry' }) });
const DELETION = step({ action: 'delete', differences: [], before: config('1') });

const by = (manager: string): object => ({ managedFields: [entry(manager, {})] });

describe('what an object shows of a write whose answer nobody heard', () => {
  it.each<[string, Step, Resource | undefined, ReturnType<typeof seen>]>([
    ['an edit that is there, from us', EDIT, config('2', by('kubeharden')), 'applied'],
    ['the same edit, from somebody else', EDIT, config('2', by('helm')), 'not-applied'],
    ['the edit, where nobody owns fields', EDIT, config('2'), 'applied'],
    ['an edit that is not there', EDIT, config('1'), 'not-applied'],
    ['another value', EDIT, config('3'), undefined],
    ['an edit of what is gone', EDIT, undefined, 'not-applied'],
    ['an edit of what was deleted and created again', EDIT, config('2', { uid: 'u2' }), 'not-applied'],
    [
      'an edit of what holds credentials, created again',
      { ...EDIT, identity: EDIT.before!, before: undefined! },
      config('2', { uid: 'u2' }),
      'not-applied',
    ],
    ['a creation that is there, from us', CREATION, config('2', { uid: 'u9', ...by('kubeharden') }), 'applied'],
    ['the same creation, from somebody else', CREATION, config('2', { uid: 'u9', ...by('kubectl') }), 'not-applied'],
    ['another object of the name', CREATION, config('3'), undefined],
    ['a creation that is not there', CREATION, undefined, 'not-applied'],
    ['a deletion', DELETION, undefined, 'applied'],
    ['a deletion that a finalizer holds up', DELETION, config('1', { deletionTimestamp: '2026-03-01T10:00:00Z' }), 'applied'],
    ['a deletion, and another object of the name', DELETION, config('1', { uid: 'u2' }), 'applied'],
    ['no deletion', DELETION, config('1'), 'not-applied'],
  ])('%s', (_what, sent, live, shows) => {
    expect(seen(sent, live, 'kubeharden')).toBe(shows);
  });
});
