import { describe, expect, it } from 'vitest';
import { impactOf } from '../../../src/analysis/impact.ts';
import { deletionOf, editOf } from '../../../src/core/change.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { binding, role, rule } from '../rbac/objects.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';

const ROLE = role('deployer', [rule('get,list pods'), rule('create pods')], { namespace: 'shop' });
const LESS = role('deployer', [rule('get,list pods')], { namespace: 'shop' });
const held = binding('deployers', 'Role deployer', ['user:ann', 'account:shop/ci'], { namespace: 'shop' });

const now = (objects: readonly Resource[], after?: Resource): readonly string[] => {
  const snapshot = snapshotFrom(objects);
  return impactOf(after ? editOf(snapshot, ROLE, after) : deletionOf(snapshot, ROLE), snapshot).now;
};

describe('a role that grants less', () => {
  it('says what each of its holders can no longer do, and where', () => {
    const said = now([ROLE, held], LESS);
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/^User ann.* can no longer create pods in shop, at once\.$/);
    expect(said[1]).toMatch(/^ServiceAccount shop\/ci.* can no longer create pods in shop, at once\.$/);
  });

  it('says nothing of what another binding still gives, of a role that grants more, and of one that nobody holds', () => {
    const other = binding('also', 'ClusterRole edit', ['user:ann', 'account:shop/ci'], { namespace: 'shop' });
    expect(now([ROLE, held, role('edit', [rule('create pods')]), other], LESS)).toEqual([]);
    expect(now([ROLE, held], role('deployer', [rule('get,list pods'), rule('create,delete pods')], { namespace: 'shop' }))).toEqual([]);
    expect(now([ROLE], LESS)).toEqual([]);
  });

  it('says of a deleted one all that is lost', () => {
    expect(now([ROLE, held]).join()).toContain('User ann');
    expect(now([ROLE, held]).join()).toMatch(/get, list pods/);
  });

  it('names the first holders of many, and counts the others', () => {
    const many = binding(
      'all',
      'Role deployer',
      Array.from({ length: 9 }, (_, i) => `user:u${i}`),
      { namespace: 'shop' },
    );
    expect(now([ROLE, many], LESS)).toHaveLength(6);
    expect(now([ROLE, many], LESS).at(-1)).toBe('4 more subjects lose rights by it.');
  });
});
