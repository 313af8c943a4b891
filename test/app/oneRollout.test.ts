import { describe, expect, it } from 'vitest';
import { BROKEN } from '../../src/analysis/neverStarts.ts';
import { verdictOn } from '../../src/analysis/rehearsal/verdict.ts';
import { oneRollout } from '../../src/app/oneRollout.ts';
import type { Resource } from '../../src/core/resource.ts';

const waiting = (reason: string): Resource => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  status: { phase: 'Pending', containerStatuses: [{ name: 'web', state: { waiting: { reason } } }] },
});

describe('a pod with a container that waits', () => {
  it.each([...BROKEN, 'PostStartHookError', 'ErrImageNeverPull'])('for %s is broken to a rollout and to a rehearsal', (reason) => {
    expect(oneRollout(waiting(reason))).toMatchObject({ state: 'degraded', detail: expect.stringContaining(reason) as string });
    expect(verdictOn(waiting(reason)).state).toMatch(/failed|inconclusive/);
  });

  it.each(['ContainerCreating', 'PodInitializing'])('for %s is on its way to both', (reason) => {
    expect(oneRollout(waiting(reason))?.state).toBe('progressing');
    expect(verdictOn(waiting(reason)).state).toBe('waits');
  });
});
