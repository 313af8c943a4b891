import { describe, expect, it } from 'vitest';
import { Stale } from '../../src/app/errors.ts';
import { creationOf, inverted } from '../../src/core/change.ts';
import { kindOf, type Resource } from '../../src/core/resource.ts';
import type { Target } from '../../src/app/target.ts';
import { carryOut, deleting, find, labelled, own, type Open, type Traits } from './harness.ts';
import { account, clusterBinding, config, fresh, namespace, policy } from './objects.ts';

const isThere = async (target: Target, object: Resource): Promise<boolean> =>
  (await target.read({ kinds: [kindOf(object)] }))
    .list(kindOf(object), object.metadata.namespace)
    .some((o) => o.metadata.name === object.metadata.name);

export const describeExistence = (open: Open, traits: Traits): void =>
  void describe('creating and deleting', () => {
    const cases: readonly [string, (ns: string) => Resource][] = [
      ['a policy', (ns) => policy(ns, 'deny')],
      ['a binding of the whole cluster', (ns) => clusterBinding(`${ns}-viewers`, ['one'])],
    ];

    it.each(cases)('creates %s and takes it away again', async (_name, make) => {
      const ns = fresh('create');
      const object = make(ns);
      const { target } = await open([namespace(ns), config(ns, 'settings', {})]);
      const creation = creationOf(object);
      const preview = await target.preview(creation);
      expect(preview.before).toBeUndefined();
      expect(own(preview.after)).toEqual(object);
      expect(await isThere(target, object)).toBe(false);
      expect(own(await target.write(creation, preview))).toEqual(object);
      const { ref, resource } = await find(target, object);
      expect(own(resource)).toEqual(object);
      expect(await target.write({ ref, before: resource }, await target.preview({ ref, before: resource }))).toBeUndefined();
      expect(await isThere(target, object)).toBe(false);
    });

    it.each(cases)('deletes %s and brings it back', async (_name, make) => {
      const ns = fresh('delete');
      const object = make(ns);
      const { target } = await open([namespace(ns), object, config(ns, 'settings', {})]);
      const deletion = await deleting(target, object);
      const preview = await target.preview(deletion);
      expect(own(preview.before)).toEqual(own(deletion.before));
      expect(preview.after).toBeUndefined();
      expect(await isThere(target, object)).toBe(true);
      await target.write(deletion, preview);
      expect(await isThere(target, object)).toBe(false);
      const { stored } = await carryOut(target, inverted(deletion));
      expect(own(stored)).toEqual(own(deletion.before));
      if (traits.hasIdentity) expect(stored?.metadata.uid).not.toBe(deletion.before?.metadata.uid);
      expect(own((await find(target, object)).resource)).toEqual(own(deletion.before));
    });

    it('does not create what is already there', async () => {
      const ns = fresh('twice');
      const object = account(ns, 'app');
      const { target } = await open([namespace(ns), config(ns, 'settings', {})]);
      const { preview } = await carryOut(target, creationOf(object));
      await expect(target.preview(creationOf(object))).rejects.toThrow(Stale);
      await expect(target.write(creationOf(object), preview)).rejects.toThrow(Stale);
    });

    it('does not create what somebody else created after the review', async () => {
      const ns = fresh('raced');
      const object = config(ns, 'settings', { by: 'us' });
      const { target, outside } = await open([namespace(ns), account(ns, 'app')]);
      const creation = creationOf(object);
      const preview = await target.preview(creation);
      await outside.create(config(ns, 'settings', { by: 'them' }));
      await expect(target.write(creation, preview)).rejects.toThrow(Stale);
      expect((await find(target, object)).resource['data']).toEqual({ by: 'them' });
    });

    it('does not delete what has changed since', async () => {
      const ns = fresh('kept');
      const object = config(ns, 'settings', { a: '1' });
      const { target, outside } = await open([namespace(ns), object]);
      const deletion = await deleting(target, object);
      const preview = await target.preview(deletion);
      await outside.edit(object, labelled('kept', 'yes'));
      await expect(target.write(deletion, preview)).rejects.toThrow(Stale);
      await expect(target.preview(deletion)).rejects.toThrow(Stale);
      expect(await isThere(target, object)).toBe(true);
    });

    it('neither edits nor deletes what is gone', async () => {
      const ns = fresh('gone');
      const object = config(ns, 'settings', { a: '1' });
      const { target, outside } = await open([namespace(ns), object, account(ns, 'app')]);
      const deletion = await deleting(target, object);
      const edit = { ...deletion, after: labelled('team', 'payments')(object) };
      const [deleted, edited] = [await target.preview(deletion), await target.preview(edit)];
      await outside.remove(object);
      await expect(target.preview(edit)).rejects.toThrow(Stale);
      await expect(target.write(edit, edited)).rejects.toThrow(Stale);
      await expect(target.write(deletion, deleted)).rejects.toThrow(Stale);
      expect(await isThere(target, object)).toBe(false);
    });

    if (traits.hasIdentity)
      it('does not take an object that was created again for the one that was reviewed', async () => {
        const ns = fresh('again');
        const object = config(ns, 'settings', { a: '1' });
        const { target, outside } = await open([namespace(ns), object]);
        const deletion = await deleting(target, object);
        const edit = { ...deletion, after: labelled('team', 'payments')(deletion.before!) };
        const preview = await target.preview(edit);
        await outside.remove(object);
        await outside.create(object);
        await expect(target.write(edit, preview)).rejects.toThrow(Stale);
        expect((await find(target, object)).resource.metadata.labels).toBeUndefined();
      });
  });
