import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/app/target.ts';
import type { Unread } from '../../src/core/snapshot.ts';
import { exitOfRun } from '../../src/cli/exitOfRun.ts';
import { EXIT } from '../../src/app/errors.ts';
import { CHECKOUT, checkout, is, NS, scene, type Scene } from './scene.ts';

const UNREAD: Unread = { kind: 'apps/Deployment', reason: 'you may not list it' };

/** Does something behind our back just before the target is read again after the writes. */
const beforeRereading = ({ target }: Scene, act: () => void): void => {
  const read = target.read.bind(target);
  const reread: Target['read'] = (options) => {
    act();
    return read(options);
  };
  Object.assign(target, { read: reread });
};

const ended = async (at: Scene, meanwhile: () => void, fix = 'privilege-escalation'): Promise<unknown> => {
  const plan = await at.plan(is(fix));
  beforeRereading(at, meanwhile);
  const run = await at.apply(plan);
  return [run.steps.map(({ state, detail }) => [state, detail]), exitOfRun(run, 0)];
};

describe('a written step is not verified', () => {
  it('where its kind cannot be read any more, whether or not the weakness is back', async () => {
    const unread: Unread[] = [];
    const at = scene([NS, checkout()], { unread });
    const detail = 'not verified: privilege-escalation was not checked (apps/Deployment: you may not list it)';
    expect(await ended(at, () => void unread.push(UNREAD))).toEqual([[['applied', detail]], EXIT.partial]);
  });

  it('where its object is gone', async () => {
    const at = scene([NS, checkout()]);
    expect(await ended(at, () => at.target.outside.remove(CHECKOUT))).toEqual([
      [['applied', 'not verified: it is not there any more']],
      EXIT.partial,
    ]);
  });

  it('where the weakness is found again', async () => {
    const at = scene([NS, checkout()]);
    const weak = (): void => at.target.outside.edit(CHECKOUT, (now) => ({ ...now, spec: checkout()['spec'] }));
    expect(await ended(at, weak)).toEqual([[['applied', 'still found: privilege-escalation']], EXIT.partial]);
  });
});

describe('a written step is verified', () => {
  it('where only other kinds that its remediation looks at cannot be read', async () => {
    const unread: Unread[] = [];
    const at = scene([NS, checkout()], { unread });
    const meanwhile = (): void => void unread.push({ kind: 'batch/CronJob', reason: 'you may not list it' });
    expect(await ended(at, meanwhile)).toEqual([[['verified', undefined]], EXIT.ok]);
  });

  it('where nothing that was scanned for looks at its kind', async () => {
    const at = scene([NS, checkout()]);
    const run = await at.apply(await at.plan(is('privilege-escalation')), { catalogue: [] });
    expect(run.steps.map(({ state }) => state)).toEqual(['verified']);
  });

  it('where what was to go is gone', async () => {
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'everyone' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:anonymous' }],
    };
    const at = scene([NS, binding]);
    expect(await ended(at, () => undefined, 'anonymous-binding')).toEqual([[['verified', undefined]], EXIT.ok]);
    expect(await at.target.get({ apiVersion: binding.apiVersion, kind: binding.kind, name: 'everyone' })).toBeUndefined();
  });
});
