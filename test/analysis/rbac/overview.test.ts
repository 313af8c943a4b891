import { describe, expect, it } from 'vitest';
import { overviewOf } from '../../../src/analysis/rbac/overview.ts';
import { describeIdentity } from '../../../src/analysis/rbac/identity.ts';
import type { Resource } from '../../../src/core/resource.ts';
import type { Facts } from '../../../src/core/snapshot.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { binding, role, rule } from './objects.ts';

const ADMIN = role('cluster-admin', [rule('* *.*')]);
const OBJECTS: readonly Resource[] = [
  ADMIN,
  role('reads', [rule('get pods')]),
  role('secrets', [rule('list secrets')]),
  role('tokens', [rule('create serviceaccounts/token')]),
  binding('cluster-admin', 'ClusterRole cluster-admin', ['group:system:masters', 'user:eve'], {
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  }),
  binding('root', 'ClusterRole cluster-admin', ['account:ops/root']),
  binding('reader', 'ClusterRole reads', ['user:ann']),
  binding('secrets', 'ClusterRole secrets', ['user:sam'], { namespace: 'shop' }),
  binding('tokens', 'ClusterRole tokens', ['group:dev']),
];

const overview = (facts: Partial<Facts> = {}, ...more: readonly Resource[]) => overviewOf(snapshotFrom([...OBJECTS, ...more], facts));

describe('overviewOf', () => {
  it('lists who holds strong rights, the strongest first, and not those who do not', () => {
    const { powers } = overview();
    expect(
      powers.map(({ identity, grants }) => [describeIdentity(identity), grants.flatMap(({ rights }) => rights.map(({ id }) => id))]),
    ).toEqual([
      ['User eve', ['everything']],
      ['ServiceAccount ops/root', ['everything']],
      ['Group dev', ['token-request']],
      ['User sam', ['secret-read']],
    ]);
  });

  it('shows the shortest way to everything', () => {
    const paths = overview().powers.map(({ path }) => path?.steps.map(({ does, to }) => `${does} -> ${to.name}`));
    expect(paths).toEqual([undefined, undefined, ['create serviceaccounts/token -> ServiceAccount ops/root'], undefined]);
  });

  it('keeps parts of the cluster apart', () => {
    expect(overview().byDesign.map(({ identity }) => describeIdentity(identity))).toEqual(['Group system:masters']);
  });

  it('names bindings that lead nowhere, in a cluster alone', () => {
    const nowhere = [
      binding('no-role', 'ClusterRole gone', ['user:ann']),
      binding('no-account', 'ClusterRole reads', ['account:shop/gone', 'user:ann']),
    ];
    const account: Resource = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'root', namespace: 'ops' } };
    expect(overview({}, account, ...nowhere).dangling.map(({ binding: { metadata }, missing }) => [metadata.name, missing])).toEqual([
      ['no-role', ['ClusterRole gone']],
      ['no-account', ['ServiceAccount shop/gone']],
    ]);
    const inFiles = overview({ origin: 'files' }, ...nowhere);
    expect(inFiles.dangling).toEqual([]);
    expect(inFiles.undecided.map(({ role: name }) => name)).toEqual(['ClusterRole gone']);
  });
});
