import { describe, expect, it } from 'vitest';
import { EXIT, Failure } from '../../src/app/errors.ts';
import type { Target } from '../../src/app/target.ts';
import type { Ref, Resource } from '../../src/core/resource.ts';
import type { MemoryTarget } from '../../src/memory/target.ts';
import { checkout, is, NS, scene } from './scene.ts';

const DB: Ref = { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'payments', name: 'checkout' };
const POD: Ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'payments', name: 'checkout-0' };
const pod: Resource = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'checkout-0', namespace: 'payments' } };
const statefulSet: Resource = { ...checkout(), kind: 'StatefulSet' };

/** A StatefulSet whose pod breaks by what is written first, and stays broken whatever is written then. */
const keepingOrder = (target: MemoryTarget, mayDelete = true): Target => {
  let writes = 0;
  return {
    info: target.info,
    read: (options) => target.read(options),
    get: (ref) => target.get(ref),
    denials: (changes) => target.denials(changes),
    preview: (change) => target.preview(change),
    write: (change, approved) => {
      if (change.ref.kind === 'StatefulSet') writes++;
      else if (!mayDelete) return Promise.reject(new Failure(EXIT.cluster, 'you may not delete pods'));
      return target.write(change, approved);
    },
    rollout: async () => {
      if (writes === 1) return { state: 'degraded', detail: 'pod checkout-0: CrashLoopBackOff' };
      if (writes === 0 || !(await target.get(POD))) return { state: 'healthy', detail: '1 of 1 ready' };
      return { state: 'pending', detail: 'waits for pod checkout-0', blockedBy: POD };
    },
    release: (...given) => target.release(...given),
    close: () => target.close(),
  };
};

describe('a pod that keeps a StatefulSet from going on after an undo', () => {
  const world = (mayDelete?: boolean) => {
    const made = scene([NS, statefulSet, pod]);
    return { ...made, slow: keepingOrder(made.target, mayDelete) };
  };

  it('is deleted where the step is taken back at once', async () => {
    const { plan, apply, target, slow } = world();
    const run = await apply(await plan(is('privilege-escalation')), { target: slow, autoRollback: true });
    expect(run.steps.map(({ ref, state }) => [ref.name, state])).toContainEqual(['checkout', 'rolled-back']);
    expect(await target.get(POD)).toBeUndefined();
  });

  it('is left, and told, where it may not be deleted', async () => {
    const { plan, apply, target, slow, events } = world(false);
    const run = await apply(await plan(is('privilege-escalation')), { target: slow, autoRollback: true });
    expect(run.steps.find(({ ref }) => ref.kind === DB.kind)?.state).toBe('rolled-back');
    expect(await target.get(POD)).toBeDefined();
    expect(events).toContainEqual(
      expect.objectContaining({ level: 'warn', text: expect.stringContaining('you may not delete pods') as unknown }),
    );
  });

  it('is not looked for where nobody answers any more, and what was taken back stands so in its record', async () => {
    const { plan, apply, slow, events } = world();
    const cut: Target = {
      ...slow,
      rollout: async (ref) => {
        const found = await slow.rollout(ref);
        if (found?.state === 'pending') throw new Failure(EXIT.cluster, 'the server cannot be reached');
        return found;
      },
    };
    const run = await apply(await plan(is('privilege-escalation')), { target: cut, autoRollback: true });
    expect(run.steps.find(({ ref }) => ref.kind === DB.kind)?.state).toBe('rolled-back');
    expect(run.finished).toBeDefined();
    expect(events).toContainEqual(
      expect.objectContaining({ level: 'warn', text: expect.stringContaining('the server cannot be reached') as unknown }),
    );
  });

  it('stays while nothing was undone', async () => {
    const { plan, apply, target, slow } = world();
    await apply(await plan(is('privilege-escalation')), { target: slow });
    expect(await target.get(POD)).toBeDefined();
  });
});
