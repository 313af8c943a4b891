import { describe, expect, it } from 'vitest';
import { storedOf } from '../../src/app/stored.ts';
import { differences, formatPath, withoutServerFields } from '../../src/core/diff.ts';
import type { Resource } from '../../src/core/resource.ts';

const SECONDS = ['2026-03-01T10:00:00Z', '2026-03-01T10:00:05Z', '2026-03-01T10:00:06Z'] as const;
const entry = (manager: string, time: string, fields: object): object => ({ manager, operation: 'Update', time, fieldsV1: fields });
const THEIRS = entry('helm', SECONDS[0], { 'f:data': { 'f:a': {}, 'f:b': {} } });
const OURS = entry('kubeharden', SECONDS[1], { 'f:data': { 'f:a': {} } });

const config = (data: object, labels: Readonly<Record<string, string>> | undefined, ...managedFields: readonly object[]): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'n', ...(labels ? { labels } : {}), managedFields },
  data,
});

const before = config({ a: '1', b: '1' }, undefined, THEIRS);
const after = config({ a: '2', b: '1' }, undefined, THEIRS, OURS);
const list = differences(withoutServerFields(before), withoutServerFields(after));
const kept = (stored: Resource): ReturnType<typeof storedOf> => storedOf(list, stored, { before, after, manager: 'kubeharden' });
const placesOf = (stored: Resource): readonly unknown[] =>
  kept(stored).differences.map(({ path, before: was, after: is }) => [formatPath(path), was, is]);

const MEANT = ['data.a', '1', '2'];

describe('what the record keeps of a write', () => {
  it('is what was approved where that was stored', () => {
    expect(placesOf(after)).toEqual([MEANT]);
    expect(kept(after).besides).toBeUndefined();
  });

  it('holds what a webhook stored with it, which nobody owns', () => {
    const stored = config({ a: '2', b: '1' }, { stamped: 'yes' }, THEIRS, OURS);
    expect(placesOf(stored)).toEqual([MEANT, ['metadata.labels', undefined, { stamped: 'yes' }]]);
    expect(kept(stored).besides).toMatch(/^metadata\.labels was stored with it/);
  });

  it('holds nothing that somebody else may have written meanwhile', () => {
    const theirs = entry('helm', SECONDS[2], { 'f:data': { 'f:a': {}, 'f:b': {} } });
    for (const stored of [
      config({ a: '2', b: '7' }, undefined, theirs, OURS),
      config({ a: '2', b: '1' }, { stamped: 'yes' }, theirs, OURS),
    ]) {
      expect(placesOf(stored)).toEqual([MEANT]);
      expect(kept(stored).besides).toBeUndefined();
    }
  });

  it('tells what is gone, and puts nothing back that somebody may have taken away', () => {
    const stored = config({ a: '2' }, undefined, THEIRS, OURS);
    expect(placesOf(stored)).toEqual([MEANT]);
    expect(kept(stored).besides).toBe('data.b is not as the dry-run had shown, and no undo puts it back');
  });

  it('tells of a credential and does not hold it', () => {
    const stored = config({ a: '2', b: '1', DB_PASSWORD: 'hunter2-hunter2' }, undefined, THEIRS, OURS);
    expect(placesOf(stored)).toEqual([MEANT]);
    expect(kept(stored).besides).toBe('data.DB_PASSWORD is not as the dry-run had shown, and no undo puts it back');
  });
});
