import { describe, expect, it } from 'vitest';
import { field } from '../../src/core/resource.ts';
import { CHECKOUT, checkout, is, NS, scene } from './scene.ts';

const PASSWORD = 'correct-horse-battery';

const withPassword = () => {
  const weak = structuredClone(checkout()) as unknown as { spec: { template: { spec: { containers: Record<string, unknown>[] } } } };
  weak.spec.template.spec.containers[0]!['env'] = [{ name: 'DB_PASSWORD', value: PASSWORD }];
  return weak as never;
};

describe('records of objects that hold plain credentials', () => {
  it('keep the touched paths only, and can still be rolled back', async () => {
    const { plan, apply, rollback, target, journal } = scene([NS, withPassword()]);
    const before = await target.get(CHECKOUT);
    const run = await apply(await plan(is('privilege-escalation')));
    expect(run.steps.map((step) => step.state)).toEqual(['verified']);
    expect(JSON.stringify(await journal.load(run.id))).not.toContain(PASSWORD);
    await rollback();
    const live = await target.get(CHECKOUT);
    expect(field(live, 'spec', 'template', 'spec')).toEqual(field(before, 'spec', 'template', 'spec'));
  });
});
