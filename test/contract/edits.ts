import { describe, expect, it } from 'vitest';
import { inverted } from '../../src/core/change.ts';
import { differences } from '../../src/core/diff.ts';
import { containersOf } from '../../src/core/workload.ts';
import type { Resource } from '../../src/core/resource.ts';
import {
  annotated,
  carryOut,
  editing,
  find,
  imageOf,
  labelled,
  own,
  withContainer,
  withContainers,
  type Open,
  type Traits,
} from './harness.ts';
import { clusterBinding, config, deployment, fresh, namespace, policy } from './objects.ts';

const hardened = withContainer('api', (container) => ({ ...container, securityContext: { allowPrivilegeEscalation: false } }));

const dropped = (resource: Resource): Resource => ({ ...resource, subjects: (resource['subjects'] as readonly unknown[]).slice(1) });

const reversed = withContainers((containers) => containers.toReversed());

export const describeEdits = (open: Open, traits: Traits): void =>
  void describe('editing', () => {
    const cases: readonly [string, (ns: string) => Resource, (resource: Resource) => Resource][] = [
      ['a label', (ns) => config(ns, 'settings', { a: '1' }), labelled('team', 'payments')],
      ['a container', (ns) => deployment(ns, 'web'), hardened],
      [
        'an environment variable away',
        (ns) => deployment(ns, 'web'),
        withContainer('api', (c) => ({ ...c, env: [{ name: 'B', value: '2' }] })),
      ],
      ['a container away', (ns) => deployment(ns, 'web'), withContainers((list) => list.slice(1))],
      ['a list of subjects', (ns) => clusterBinding(`${ns}-viewers`, ['one', 'two']), dropped],
      [
        'a field of a policy',
        (ns) => policy(ns, 'web'),
        (p) => ({ ...p, spec: { ...(p['spec'] as object), ingress: [{ from: [{ podSelector: {} }] }] } }),
      ],
    ];

    it.each(cases)('previews, stores and undoes %s', async (_name, make, change) => {
      const ns = fresh('edit');
      const object = make(ns);
      const { target } = await open([namespace(ns), object]);
      const edit = await editing(target, object, change);

      const preview = await target.preview(edit);
      expect(preview.checked).toBe('server');
      expect(own(preview.before)).toEqual(own(edit.before));
      expect(own(preview.after)).toEqual(own(edit.after));
      expect(own((await find(target, object)).resource)).toEqual(own(edit.before));

      const stored = await target.write(edit, preview);
      expect(own(stored)).toEqual(own(preview.after));
      const after = await find(target, object);
      expect(own(after.resource)).toEqual(own(preview.after));

      const undo = { ...inverted(edit), before: after.resource };
      await carryOut(target, undo);
      await target.release(undo.ref, edit.before!);
      expect(own((await find(target, object)).resource)).toEqual(own(edit.before));
    });

    it('changes nothing by a preview, the version included', async () => {
      const ns = fresh('still');
      const object = config(ns, 'settings', { a: '1' });
      const { target } = await open([namespace(ns), object]);
      const edit = await editing(target, object, labelled('team', 'payments'));
      await target.preview(edit);
      await target.preview({ ref: edit.ref, before: edit.before! });
      expect(await target.get(edit.ref)).toEqual(edit.before);
    });

    it('carries a change of one container over to a list whose order has changed', async () => {
      const ns = fresh('order');
      const object = deployment(ns, 'web');
      const { target, outside } = await open([namespace(ns), object]);
      const edit = await editing(
        target,
        object,
        withContainer('proxy', (container) => ({ ...container, image: 'registry.example/proxy:2' })),
      );
      await outside.edit(object, reversed);
      const { ref, resource } = await find(target, object);
      const { stored } = await carryOut(target, { ...edit, ref });
      expect(own(stored)).toEqual(
        own(withContainer('proxy', (container) => ({ ...container, image: 'registry.example/proxy:2' }))(resource)),
      );
      expect(stored && containersOf(stored).map(({ container }) => container['name'])).toEqual(['proxy', 'api']);
      expect(imageOf(stored, 'api')).toBe('registry.example/api:1');
    });

    it('takes several steps on one object, and takes them back', async () => {
      const ns = fresh('steps');
      const object = deployment(ns, 'web');
      const { target } = await open([namespace(ns), object]);
      const first = await find(target, object);
      const steps = [
        labelled('team', 'payments'),
        hardened,
        annotated('reviewed', 'yes'),
        withContainer('proxy', (c) => ({ ...c, securityContext: { privileged: false } })),
      ];
      const done = [];
      for (const step of steps) {
        const edit = await editing(target, object, step);
        await carryOut(target, edit);
        done.push(edit);
      }
      for (const edit of done.toReversed()) {
        const { ref } = await find(target, object);
        await carryOut(target, { ...inverted(edit), ref });
      }
      expect(own((await find(target, object)).resource)).toEqual(own(first.resource));
    });

    it('has nothing to do where all is as it should be', async () => {
      const ns = fresh('same');
      const object = config(ns, 'settings', { a: '1' });
      const { target } = await open([namespace(ns), object]);
      const edit = await editing(target, object, labelled('team', 'payments'));
      await carryOut(target, edit);
      const { ref, resource } = await find(target, object);
      const { preview } = await carryOut(target, { ...edit, ref });
      expect(differences(preview.before, preview.after)).toEqual([]);
      expect(await target.get(ref)).toEqual(resource);
    });

    if (traits.hasRollouts)
      it('rolls out what it wrote', async () => {
        const ns = fresh('rolls');
        const object = deployment(ns, 'web');
        const { target } = await open([namespace(ns), object]);
        const { ref } = await find(target, object);
        const settled = async (): Promise<unknown> => (await target.rollout(ref))?.state;
        await expect.poll(settled, { timeout: 50_000 }).toBe('healthy');
        await carryOut(target, await editing(target, object, hardened));
        await expect.poll(settled, { timeout: 50_000 }).toBe('healthy');
      });

    if (traits.hasRollouts)
      it('tells when what it wrote breaks a workload', async () => {
        const ns = fresh('breaks');
        const base = deployment(ns, 'web');
        const spec = base['spec'] as { template: object };
        const object = {
          ...base,
          spec: {
            ...spec,
            template: { ...spec.template, metadata: { labels: { app: 'web' }, annotations: { 'testcluster/needs': 'escalation' } } },
          },
        };
        const { target } = await open([namespace(ns), object]);
        const { ref } = await find(target, object);
        const rollout = async (): Promise<unknown> => (await target.rollout(ref))?.state;
        await expect.poll(rollout, { timeout: 50_000 }).toBe('healthy');
        const edit = await editing(target, object, hardened);
        await carryOut(target, edit);
        await expect.poll(rollout, { timeout: 50_000 }).toBe('degraded');
        expect((await target.rollout(ref))?.detail).toContain('CrashLoopBackOff');
        await carryOut(target, { ...inverted(edit), before: (await find(target, object)).resource });
        await expect.poll(rollout, { timeout: 50_000 }).toBe('healthy');
      });
  });
