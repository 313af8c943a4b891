import { describe, expect, it } from 'vitest';
import { field } from '../../src/core/resource.ts';
import { CHECKOUT, checkout, is, NS, scene } from './scene.ts';

const PASSWORD = 'correct-horse-battery';

const withContainer = (fields: object) => {
  const weak = structuredClone(checkout()) as unknown as { spec: { template: { spec: { containers: Record<string, unknown>[] } } } };
  Object.assign(weak.spec.template.spec.containers[0]!, fields);
  return weak as never;
};

describe('records of objects that hold plain credentials', () => {
  it.each([
    { env: [{ name: 'DB_PASSWORD', value: PASSWORD }] },
    { env: [{ name: 'PGPASS', value: PASSWORD }] },
    { env: [{ name: 'DATABASE_URL', value: `postgres://app:${PASSWORD}@db.payments/ledger` }] },
    { args: [`--db-password=${PASSWORD}`] },
    { command: ['sh', '-c', `exec api --db-password ${PASSWORD}`] },
  ])('keep the touched paths only, and can still be rolled back: %j', async (fields) => {
    const { plan, apply, rollback, target, journal } = scene([NS, withContainer(fields)]);
    const before = await target.get(CHECKOUT);
    const run = await apply(await plan(is('privilege-escalation')));
    expect(run.steps.map((step) => step.state)).toEqual(['verified']);
    expect(JSON.stringify(await journal.load(run.id))).not.toContain(PASSWORD);
    await rollback();
    const live = await target.get(CHECKOUT);
    expect(field(live, 'spec', 'template', 'spec')).toEqual(field(before, 'spec', 'template', 'spec'));
  });
});
