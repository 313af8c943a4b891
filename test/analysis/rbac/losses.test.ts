import { describe, expect, it } from 'vitest';
import { lossesByBinding, lossesByRole, type Loss } from '../../../src/analysis/rbac/losses.ts';
import { describeRule } from '../../../src/analysis/rbac/rules.ts';
import { describeIdentity } from '../../../src/analysis/rbac/identity.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { binding, role, rule } from './objects.ts';

const said = (losses: readonly Loss[]): readonly string[] =>
  losses.map(
    ({ subject, namespace, rules, keptIn }) =>
      `${describeIdentity(subject)}: ${rules ? rules.map(describeRule).join('; ') : 'unknown'}` +
      `${namespace === undefined ? '' : ` in ${namespace}`}${keptIn.length > 0 ? `, not in ${keptIn.join(', ')}` : ''}`,
  );

const READ = role('read', [rule('get,list pods,secrets')]);
const PODS = role('pods', [rule('get,list,watch pods')]);
const WEB = 'account:shop/web';

const without = (gone: Resource, ...others: readonly Resource[]): readonly string[] =>
  said(lossesByBinding(gone, undefined, snapshotFrom([READ, PODS, gone, ...others])));

describe('lossesByBinding', () => {
  const gone = binding('gone', 'ClusterRole read', [WEB]);

  it('is all that the role grants, where nothing else gives it', () => {
    expect(without(gone)).toEqual(['ServiceAccount shop/web: get, list pods, secrets']);
  });

  it.each(['user:system:serviceaccount:shop:web', WEB, 'group:system:serviceaccounts:shop', 'group:system:authenticated'])(
    'leaves out what another binding gives, as %s',
    (as) => {
      expect(without(gone, binding('other', 'ClusterRole pods', [as]))).toEqual(['ServiceAccount shop/web: get, list secrets']);
    },
  );

  it('names the namespaces in which all of it stays', () => {
    expect(without(gone, binding('other', 'ClusterRole read', [WEB], { namespace: 'shop' }))).toEqual([
      'ServiceAccount shop/web: get, list pods, secrets, not in shop',
    ]);
    expect(without(gone, binding('other', 'ClusterRole pods', [WEB], { namespace: 'shop' }))).toEqual([
      'ServiceAccount shop/web: get, list pods, secrets',
    ]);
  });

  it('is nothing in a namespace, where the same is held everywhere', () => {
    const inShop = binding('gone', 'ClusterRole read', [WEB], { namespace: 'shop' });
    expect(without(inShop, binding('other', 'ClusterRole read', [WEB]))).toEqual([]);
    expect(without(inShop)).toEqual(['ServiceAccount shop/web: get, list pods, secrets in shop']);
    expect(without(inShop, binding('other', 'ClusterRole read', [WEB], { namespace: 'bank' }))).toHaveLength(1);
  });

  it('is not what everyone has, and nothing where the role grants nothing', () => {
    const discovery = role('discovery', [{ nonResourceURLs: ['/api', '/healthz'], verbs: ['get'] }]);
    expect(without(binding('gone', 'ClusterRole discovery', [WEB]), discovery)).toEqual([]);
    expect(without(binding('gone', 'ClusterRole none', [WEB]))).toEqual([]);
  });

  it('is told of each subject once, and of system:masters never', () => {
    expect(without(binding('gone', 'ClusterRole pods', ['user:bob', 'user:bob', 'group:system:masters', 'group:dev']))).toEqual([
      'User bob: get, list, watch pods',
      'Group dev: get, list, watch pods',
    ]);
  });

  it('says so where files do not hold the role', () => {
    const unknown = binding('gone', 'ClusterRole elsewhere', [WEB]);
    const snapshot = snapshotFrom([unknown], { origin: 'files' });
    expect(said(lossesByBinding(unknown, undefined, snapshot))).toEqual(['ServiceAccount shop/web: unknown']);
  });

  it('concerns only those whom the new binding no longer names', () => {
    const before = binding('b', 'ClusterRole read', ['user:bob', 'user:eve', WEB]);
    const after = binding('b', 'ClusterRole read', ['user:eve', 'group:system:serviceaccounts']);
    expect(said(lossesByBinding(before, after, snapshotFrom([READ, before])))).toEqual(['User bob: get, list pods, secrets']);
    const narrower = binding('b', 'ClusterRole pods', ['user:bob']);
    const bob = binding('b', 'ClusterRole read', ['user:bob']);
    expect(said(lossesByBinding(bob, narrower, snapshotFrom([READ, PODS, bob])))).toEqual(['User bob: get, list secrets']);
  });
});

describe('lossesByRole', () => {
  it('is what goes from the role, for everyone who holds it and has it from nowhere else', () => {
    const held = [binding('a', 'ClusterRole read', ['user:bob', WEB]), binding('b', 'ClusterRole read', [WEB], { namespace: 'shop' })];
    const other = [role('keys', [rule('get secrets')]), binding('c', 'ClusterRole keys', ['user:bob'])];
    const snapshot = snapshotFrom([READ, ...held, ...other]);
    expect(said(lossesByRole(READ, [rule('get,list pods')], snapshot))).toEqual([
      'User bob: list secrets',
      'ServiceAccount shop/web: get, list secrets',
      'ServiceAccount shop/web: get, list secrets in shop',
    ]);
  });

  it('goes through aggregation, also where the controller has written the rules', () => {
    const rules = [rule('get,list secrets')];
    const part = role('part', rules, { labels: { into: 'mid' } });
    const aggregates = (into: string): { readonly aggregationRule: object } => ({
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { into } }] },
    });
    const mid = role('mid', rules, { labels: { into: 'whole' }, ...aggregates('mid') });
    const kept = role('kept', [rule('get nodes')], { labels: { into: 'whole' } });
    const whole = role('whole', [...rules, rule('get nodes')], aggregates('whole'));
    const snapshot = snapshotFrom([part, mid, kept, whole, binding('b', 'ClusterRole whole', ['user:bob'])]);
    expect(said(lossesByRole(part, [rule('list secrets')], snapshot))).toEqual(['User bob: get secrets']);
  });
});
