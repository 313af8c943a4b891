import { describe, expect, it } from 'vitest';
import { UnknownOutcome } from '../../src/app/errors.ts';
import { labelsOf, type Resource } from '../../src/core/resource.ts';
import { CHECKOUT, checkout, is, NS, scene } from './scene.ts';

const noted = (now: Resource): Resource => ({ ...now, metadata: { ...now.metadata, labels: { note: 'theirs' } } });

describe('what somebody else writes beside a change', () => {
  it.each([
    ['in the moment of the write', 'before', false],
    ['in the moment of the write, whose answer is lost', 'before', true],
    ['between the write and its answer, which is lost', 'after', true],
  ] as const)('stays after the change is undone: %s', async (_when, moment, isLost) => {
    let over = false;
    const { plan, apply, rollback, target } = scene([NS, checkout()], {
      onWrite: (now) => {
        if (over) return;
        if (now === moment) target.outside.edit(CHECKOUT, noted);
        if (now === 'after' && isLost) throw new UnknownOutcome('the connection was cut');
      },
    });
    const run = await apply(await plan(is('privilege-escalation')));
    over = true;
    expect(run.steps.map(({ state }) => state)).toEqual(['verified']);
    expect(run.steps[0]?.differences.map(({ path }) => path[0])).toEqual(['spec']);
    await rollback();
    const end = await target.get(CHECKOUT);
    expect(labelsOf(end ?? {})).toEqual({ note: 'theirs' });
    expect(JSON.stringify(end)).not.toContain('allowPrivilegeEscalation');
  });
});
