import { describe, expect, it } from 'vitest';
import { CHECKS, rulesOf } from '../../../src/analysis/psa/registry.ts';
import { sorted } from '../../../src/analysis/psa/words.ts';

const idsOf = (level: 'baseline' | 'restricted', minor: number) => rulesOf(level, minor).map(({ id }) => id);

describe('the registry', () => {
  it('reports baseline before restricted, each by id', () => {
    for (const level of ['baseline', 'restricted'] as const) {
      const ids = CHECKS.filter((check) => check.level === level).map(({ id }) => id);
      expect(ids).toEqual(sorted(ids));
    }
    expect(CHECKS.findLastIndex((check) => check.level === 'baseline')).toBeLessThan(
      CHECKS.findIndex((check) => check.level === 'restricted'),
    );
  });

  it('knows each id once, and only overrides baseline checks by restricted ones', () => {
    const levels = new Map(CHECKS.map(({ id, level }) => [id, level]));
    expect(levels.size).toBe(CHECKS.length);
    for (const { level, overrides } of CHECKS) {
      if (overrides === undefined) continue;
      expect([level, levels.get(overrides)]).toEqual(['restricted', 'baseline']);
    }
  });

  it('revises a check in strictly later versions', () => {
    for (const { id, revisions } of CHECKS) {
      const minors = revisions.map(({ since }) => since);
      expect(minors, id).toEqual([...new Set(minors)].sort((a, b) => a - b));
      expect(minors.length, id).toBeGreaterThan(0);
    }
  });

  it('lets the restricted check stand for the baseline one from its first version on, not before', () => {
    expect(idsOf('restricted', 21)).toContain('capabilities_baseline');
    expect(idsOf('restricted', 22)).not.toContain('capabilities_baseline');
    expect(idsOf('restricted', 22)).toContain('capabilities_restricted');
    expect(idsOf('restricted', 34)).toContain('procMount');
    expect(idsOf('restricted', 35)).not.toContain('procMount');
    expect(idsOf('baseline', 35)).toContain('procMount');
  });

  it('asks for nothing at the privileged level', () => {
    expect(rulesOf('privileged', 30)).toEqual([]);
  });
});
