import { describe, expect, it } from 'vitest';
import { field } from '../../src/core/resource.ts';
import { CHECKOUT, checkout, is, NS, scene } from './scene.ts';

const PASSWORD = 'correct-horse-battery';

const withPassword = (variable: { name: string; value: string }) => {
  const weak = structuredClone(checkout()) as unknown as { spec: { template: { spec: { containers: Record<string, unknown>[] } } } };
  weak.spec.template.spec.containers[0]!['env'] = [variable];
  return weak as never;
};

describe('records of objects that hold plain credentials', () => {
  it.each([
    { name: 'DB_PASSWORD', value: PASSWORD },
    { name: 'PGPASS', value: PASSWORD },
    { name: 'DATABASE_URL', value: `postgres://app:${PASSWORD}@db.payments/ledger` },
  ])('keep the touched paths only, and can still be rolled back: $name', async (variable) => {
    const { plan, apply, rollback, target, journal } = scene([NS, withPassword(variable)]);
    const before = await target.get(CHECKOUT);
    const run = await apply(await plan(is('privilege-escalation')));
    expect(run.steps.map((step) => step.state)).toEqual(['verified']);
    expect(JSON.stringify(await journal.load(run.id))).not.toContain(PASSWORD);
    await rollback();
    const live = await target.get(CHECKOUT);
    expect(field(live, 'spec', 'template', 'spec')).toEqual(field(before, 'spec', 'template', 'spec'));
  });
});
