import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePod, isAllowed } from '../../../src/analysis/psa/evaluate.ts';
import { LEVELS } from '../../../src/analysis/psa/level.ts';
import { CHECKS } from '../../../src/analysis/psa/registry.ts';
import { NEWEST_MINOR } from '../../../src/analysis/psa/version.ts';
import { podAnnotations, podSpecs, windowsSpecs } from './pods.ts';

const versions = fc.oneof(
  fc.nat(NEWEST_MINOR).map((minor) => `v1.${minor}`),
  fc.constant('latest'),
);
const specs = fc.oneof({ weight: 9, arbitrary: podSpecs }, { weight: 1, arbitrary: windowsSpecs });
const STANDS_FOR = new Map(CHECKS.flatMap(({ id, overrides }) => (overrides === undefined ? [] : [[id, overrides]])));
const checksOf = (violations: readonly { readonly check: string }[]): readonly string[] => violations.map(({ check }) => check);

describe('evaluatePod', () => {
  it('refuses at the restricted level whatever baseline refuses, by the same check or the one that stands for it', () => {
    fc.assert(
      fc.property(podSpecs, podAnnotations, versions, (spec, annotations, version) => {
        const restricted = checksOf(evaluatePod('restricted', version, { annotations }, spec)).flatMap((id) => [id, STANDS_FOR.get(id)]);
        for (const id of checksOf(evaluatePod('baseline', version, { annotations }, spec))) expect(restricted).toContain(id);
      }),
    );
  });

  it('finds nothing exactly where it is allowed', () => {
    fc.assert(
      fc.property(specs, podAnnotations, versions, fc.constantFrom(...LEVELS), (spec, annotations, version, level) => {
        expect(isAllowed(level, version, { annotations }, spec)).toBe(evaluatePod(level, version, { annotations }, spec).length === 0);
      }),
    );
  });

  it('forgives more sysctls and SELinux types with every version', () => {
    const growing = new Set(['sysctls', 'seLinuxOptions']);
    const broken = (version: number, spec: Record<string, unknown>) =>
      evaluatePod('baseline', `v1.${version}`, {}, spec).filter(({ check }) => growing.has(check)).length;
    fc.assert(
      fc.property(podSpecs, fc.nat(NEWEST_MINOR - 1), (spec, minor) => {
        expect(broken(minor + 1, spec)).toBeLessThanOrEqual(broken(minor, spec));
      }),
    );
  });

  it('judges init, app and ephemeral containers alike', () => {
    fc.assert(
      fc.property(podSpecs, versions, (spec, version) => {
        const { initContainers = [], containers = [], ...rest } = spec as { initContainers?: unknown[]; containers?: unknown[] };
        const moved = { ...rest, ephemeralContainers: [...initContainers, ...containers] };
        expect(evaluatePod('restricted', version, {}, moved)).toEqual(evaluatePod('restricted', version, {}, spec));
      }),
    );
  });

  it('bears any JSON', () => {
    const record = fc.dictionary(
      fc.constantFrom('annotations', 'containers', 'securityContext', 'volumes', 'hostUsers', 'os', 'name'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(record, record, versions, (metadata, spec, version) => {
        for (const level of LEVELS) expect(Array.isArray(evaluatePod(level, version, metadata, spec))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('bears junk in the place of any field', () => {
    const junk = fc.constantFrom<unknown>(null, 0, -1.5, '', 'x', true, [], [null], {}, { name: null });
    fc.assert(
      fc.property(podSpecs, junk, fc.nat(), versions, (spec, value, seed, version) => {
        const names = Object.keys(spec);
        const broken = { ...spec, [names[seed % names.length]!]: value };
        expect(() => evaluatePod('restricted', version, { annotations: value }, broken)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
