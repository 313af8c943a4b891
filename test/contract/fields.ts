import { describe, expect, it } from 'vitest';
import { inverted } from '../../src/core/change.ts';
import { managersOf } from '../../src/core/managers.ts';
import { field, items, type Resource } from '../../src/core/resource.ts';
import { carryOut, editing, find, own, withContainer, type Open, type Traits } from './harness.ts';
import { config, deployment, fresh, namespace } from './objects.ts';

const set =
  (data: Readonly<Record<string, string>>) =>
  (resource: Resource): Resource => ({ ...resource, data: { ...(resource['data'] as object), ...data } });

const hardened = withContainer('api', (container) => ({ ...container, securityContext: { allowPrivilegeEscalation: false } }));

/** Whose which fields are, but for when. */
const owners = (resource: Resource): readonly unknown[] =>
  items(field(resource, 'metadata', 'managedFields'))
    .filter((entry) => entry['subresource'] === undefined)
    .map(({ time: _time, ...entry }) => entry)
    .toSorted((a, b) => (String(a['manager']) < String(b['manager']) ? -1 : 1));

export const describeFields = (open: Open, traits: Traits): void =>
  void describe('owning fields', () => {
    if (!traits.hasFieldOwners)
      return it('is nothing here: giving back changes nothing', async () => {
        const ns = fresh('fields');
        const object = config(ns, 'settings', { a: '1' });
        const { target } = await open([namespace(ns), object]);
        const { ref, resource } = await find(target, object);
        await target.release(ref, resource);
        expect([target.info.fieldManager, (await find(target, object)).resource]).toEqual([undefined, resource]);
      });

    const cases: readonly [string, (ns: string) => Resource, (resource: Resource) => Resource][] = [
      ['a value', (ns) => config(ns, 'settings', { a: '1', b: '1' }), set({ a: '2' })],
      ['a new value', (ns) => config(ns, 'settings', { a: '1' }), set({ b: '2' })],
      ['a field of a container', (ns) => deployment(ns, 'web'), hardened],
    ];

    it.each(cases)('begins with the write of %s, and ends when it is given back after an undo', async (_name, make, change) => {
      const ns = fresh('fields');
      const object = make(ns);
      const { target } = await open([namespace(ns), object]);
      const edit = await editing(target, object, change);
      const { stored } = await carryOut(target, edit);
      const manager = target.info.fieldManager!;
      expect(JSON.stringify(owners(stored!))).toContain(`"${manager}"`);
      const { resource: written } = await find(target, object);
      await carryOut(target, { ...inverted(edit), before: written });
      await target.release(edit.ref, edit.before!, edit.before);
      const { resource } = await find(target, object);
      expect(own(resource)).toEqual(own(edit.before));
      expect(owners(resource)).toEqual(owners(edit.before!));
    });

    it('takes a value from whoever had it, and loses it to whoever changes it', async () => {
      const ns = fresh('fields');
      const object = config(ns, 'settings', { a: '1', b: '1' });
      const { target, outside } = await open([namespace(ns), object]);
      const edit = await editing(target, object, set({ a: '2' }));
      const [theirs] = managersOf(edit.before!, ['data', 'a']);
      const { stored } = await carryOut(target, edit);
      const ours = [{ name: target.info.fieldManager }];
      expect(managersOf(stored!, ['data', 'a'])).toMatchObject(ours);
      expect(managersOf(stored!, ['data', 'b'])).toMatchObject([{ name: theirs?.name }]);
      await outside.edit(object, set({ a: '3' }));
      const { resource } = await find(target, object);
      expect(managersOf(resource, ['data', 'a']).map(({ name }) => name)).not.toContain(target.info.fieldManager);
    });
  });
