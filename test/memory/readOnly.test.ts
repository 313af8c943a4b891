import { describe, expect, it } from 'vitest';
import { editOf } from '../../src/core/change.ts';
import { refOf } from '../../src/core/resource.ts';
import { openMemory } from '../../src/memory/target.ts';

const web = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } };
const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'web' }, data: { a: '1' } };

describe('a cluster in memory that is opened anew', () => {
  it('is the same one, and takes no write while it is read-only', async () => {
    const open = openMemory({ entries: [web, settings] });
    const locked = open.reopened(true);
    const snapshot = await locked.read({ kinds: ['ConfigMap'] });
    const [before] = snapshot.list('ConfigMap', 'web');
    const change = editOf(snapshot, before!, { ...before!, data: { a: '2' } });
    await expect(locked.write(change, await locked.preview(change))).rejects.toThrow(/read-only/);
    expect(await open.get(refOf(before!))).toMatchObject({ data: { a: '1' } });
    const again = locked.reopened(false);
    await again.write(change, await again.preview(change));
    expect(await open.get(refOf(before!))).toMatchObject({ data: { a: '2' } });
    expect([locked.info.readOnly, again.info.readOnly]).toEqual([true, false]);
  });
});
