import { describe, expect, it } from 'vitest';
import { is, NS, scene } from './scene.ts';

describe('since when a namespace warns', () => {
  it('is remembered from the run that made it warn, until that is taken back', async () => {
    const { plan, apply, rollback, scan, journal } = scene([NS]);
    expect((await scan()).snapshot.facts.warnsSince).toEqual({});
    await journal.remember((memory) => ({ ...memory, warnsSince: { other: '2026-01-01T00:00:00.000Z' } }));
    const run = await apply(await plan(is('psa-labels')));
    const since = run.steps[0]?.at;
    expect((await scan()).snapshot.facts.warnsSince).toEqual({ other: '2026-01-01T00:00:00.000Z', payments: since });
    await rollback();
    expect((await scan()).snapshot.facts.warnsSince).toEqual({ other: '2026-01-01T00:00:00.000Z' });
  });

  it('stays through what changes other labels of the namespace', async () => {
    const { plan, apply, scan } = scene([NS]);
    await apply(await plan(is('psa-labels')));
    const { warnsSince } = (await scan()).snapshot.facts;
    expect(Object.keys(warnsSince ?? {})).toEqual(['payments']);
    const enforced = await apply(await plan(is('psa-enforce')));
    expect(enforced.steps).toHaveLength(1);
    expect((await scan()).snapshot.facts.warnsSince).toEqual(warnsSince);
  });
});
