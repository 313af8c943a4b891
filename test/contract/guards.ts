import { describe, expect, it } from 'vitest';
import { Refused, Stale } from '../../src/app/errors.ts';
import { creationOf } from '../../src/core/change.ts';
import { annotated, editing, find, labelled, own, withContainer, type Open, type Traits } from './harness.ts';
import { config, deployment, fresh, namespace, policy } from './objects.ts';

const retagged = (tag: string) => withContainer('api', (container) => ({ ...container, image: `registry.example/api:${tag}` }));

export const describeGuards = (open: Open, traits: Traits): void =>
  void describe('guarding', () => {
    it('refuses a change of what somebody else changed since it was seen', async () => {
      const ns = fresh('drift');
      const object = deployment(ns, 'web');
      const { target, outside } = await open([namespace(ns), object]);
      const edit = await editing(target, object, retagged('2'));
      await outside.edit(object, retagged('3'));
      const { ref, resource } = await find(target, object);
      await expect(target.preview({ ...edit, ref })).rejects.toThrow(Stale);
      expect(own((await find(target, object)).resource)).toEqual(own(resource));
    });

    it('refuses to write what somebody else changed since it was approved', async () => {
      const ns = fresh('stale');
      const object = deployment(ns, 'web');
      const { target, outside } = await open([namespace(ns), object]);
      const edit = await editing(target, object, retagged('2'));
      const preview = await target.preview(edit);
      await outside.edit(object, retagged('3'));
      const { resource } = await find(target, object);
      await expect(target.write(edit, preview)).rejects.toThrow(Stale);
      expect(own((await find(target, object)).resource)).toEqual(own(resource));
    });

    it('refuses to write anything but what was approved', async () => {
      const ns = fresh('other');
      const object = deployment(ns, 'web');
      const { target } = await open([namespace(ns), object]);
      const approved = await target.preview(await editing(target, object, retagged('2')));
      const edit = await editing(target, object, retagged('3'));
      await expect(target.write(edit, approved)).rejects.toThrow(Stale);
      expect(own((await find(target, object)).resource)).toEqual(own(edit.before));
    });

    it('carries a change over to an object that changed elsewhere', async () => {
      const ns = fresh('beside');
      const object = deployment(ns, 'web');
      const { target, outside } = await open([namespace(ns), object]);
      const edit = await editing(target, object, retagged('2'));
      await outside.edit(object, annotated('note', 'mine'));
      const { ref } = await find(target, object);
      const preview = await target.preview({ ...edit, ref });
      const stored = await target.write({ ...edit, ref }, preview);
      expect(own(stored)).toEqual(own(annotated('note', 'mine')(edit.after!)));
    });

    it('goes on or refuses, and loses nothing, when the object changed elsewhere after the review', async () => {
      const ns = fresh('between');
      const object = deployment(ns, 'web');
      const { target, outside } = await open([namespace(ns), object]);
      const edit = await editing(target, object, retagged('2'));
      const preview = await target.preview(edit);
      await outside.edit(object, annotated('note', 'mine'));
      const write = target.write(edit, preview);
      if (traits.goesOnBeside) await write;
      else await expect(write).rejects.toThrow(Stale);
      const { resource } = await find(target, object);
      expect(resource.metadata.annotations).toMatchObject({ note: 'mine' });
      expect(own(resource)).toEqual(own(annotated('note', 'mine')((traits.goesOnBeside ? edit.after : edit.before)!)));
    });

    it('writes nothing when it is read-only, and previews all the same', async () => {
      const ns = fresh('readonly');
      const object = config(ns, 'settings', { a: '1' });
      const { target } = await open([namespace(ns), object], { readOnly: true });
      expect(target.info.readOnly).toBe(true);
      const edit = await editing(target, object, labelled('team', 'payments'));
      const changes = [edit, { ref: edit.ref, before: edit.before! }, creationOf(policy(ns, 'deny'))];
      for (const change of changes) {
        const preview = await target.preview(change);
        await expect(target.write(change, preview)).rejects.toThrow(Refused);
      }
      expect(await target.get(edit.ref)).toEqual(edit.before);
      expect(
        (await target.read({ kinds: ['networking.k8s.io/NetworkPolicy'], namespace: ns })).list('networking.k8s.io/NetworkPolicy', ns),
      ).toEqual([]);
    });

    it('lacks no right to what it may do', async () => {
      const ns = fresh('rights');
      const object = config(ns, 'settings', { a: '1' });
      const { target } = await open([namespace(ns), object]);
      const edit = await editing(target, object, labelled('team', 'payments'));
      expect(await target.denials([edit, { ref: edit.ref, before: edit.before! }, creationOf(policy(ns, 'deny'))])).toEqual([]);
    });
  });
