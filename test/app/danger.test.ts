import { describe, expect, it } from 'vitest';
import { dangerOf } from '../../src/app/danger.ts';
import { planUndo } from '../../src/app/rollback.ts';
import { foreign, foreignImport } from '../../src/app/run.ts';
import { creationOf } from '../../src/core/change.ts';
import { refOf, type Resource } from '../../src/core/resource.ts';
import { INFO, runOf } from '../journal/example.ts';
import { NS, scene } from './scene.ts';

const mallory = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'mallory' };
const alice = { ...mallory, name: 'alice' };
const binding = (role: string, ...subjects: readonly unknown[]): Resource => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'helper', namespace: 'payments' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects,
});
const edit = (before: Resource, after: Resource) => ({ ref: refOf(before), before, after });

describe('what has to be let through by name', () => {
  it('is a new subject of cluster-admin, whoever had it before', () => {
    expect(dangerOf(creationOf(binding('cluster-admin', mallory)))).toBe('name');
    expect(dangerOf(edit(binding('cluster-admin', alice), binding('cluster-admin', alice, mallory)))).toBe('name');
    expect(dangerOf(edit(binding('cluster-admin', alice, mallory), binding('cluster-admin', alice)))).toBe('y');
    expect(dangerOf(creationOf(binding('view', mallory)))).toBe('y');
  });

  it('is every binding that an undo brings back', async () => {
    const at = scene([NS]);
    const before = binding('view', mallory);
    const [step] = runOf('x').steps;
    const { after: _after, ...deletion } = {
      ...step!,
      ref: refOf(before),
      action: 'delete' as const,
      state: 'verified' as const,
      before,
      differences: [],
    };
    await at.journal.save(runOf('2026-11-21-1', [deletion]));
    const [plan] = await planUndo(at.target, at.journal, { runs: ['2026-11-21-1'] });
    expect(plan?.steps.map(({ danger, undo }) => [danger, undo.state])).toEqual([['name', 'ready']]);
  });
});

describe('a record from elsewhere', () => {
  const { server: _server, ...serverless } = INFO;
  const { ca: _ca, ...caless } = INFO;
  const run = runOf('2026-11-21-1');

  it('is doubted where it does not say of which cluster it is', () => {
    expect(foreignImport(run, INFO)).toBeUndefined();
    expect(foreignImport({ ...run, target: serverless }, INFO)).toContain('names no server');
    expect(foreignImport({ ...run, target: caless }, INFO)).toContain('names no CA');
    expect(foreignImport({ ...run, target: { ...INFO, server: 'https://other' } }, INFO)).toContain('the server was');
  });

  it('says so for as long as it lies here; one that was made here does not', () => {
    expect(foreign({ ...run, imported: true }, INFO)).toContain('it was imported');
    expect(foreign({ ...run, imported: true, target: caless }, INFO)).toContain('names no CA');
    expect(foreign(run, INFO)).toBeUndefined();
    expect(foreign({ ...run, target: caless }, INFO)).toBeUndefined();
  });
});
