import { describe, expect, it } from 'vitest';
import { policyOf, type Mode } from '../../../src/analysis/psa/labels.ts';

const labelled = (labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'shop',
    labels: Object.fromEntries(Object.entries(labels).map(([name, value]) => [`pod-security.kubernetes.io/${name}`, value])),
  },
});

const asks = (labels: Record<string, string>, mode: Mode): string => {
  const { level, version } = policyOf(labelled(labels), mode);
  return `${level}:${version}`;
};

describe('the policy of a namespace', () => {
  it('is privileged without labels', () => {
    expect(policyOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, 'enforce').level).toBe('privileged');
  });

  it('reads level and version', () => {
    expect(asks({ enforce: 'baseline', 'enforce-version': 'v1.30' }, 'enforce')).toBe('baseline:v1.30');
    expect(asks({ audit: 'restricted' }, 'audit')).toBe('restricted:latest');
  });

  it('fails closed for enforce and open for the others where a level cannot be read', () => {
    expect(asks({ enforce: 'strict' }, 'enforce')).toBe('restricted:latest');
    expect(asks({ warn: 'strict', enforce: 'restricted' }, 'warn')).toBe('privileged:latest');
    expect(asks({ audit: 'strict' }, 'audit')).toBe('privileged:latest');
  });

  it('warns of what is enforced, unless it says otherwise; audit does not follow', () => {
    expect(asks({ enforce: 'baseline', 'enforce-version': 'v1.30' }, 'warn')).toBe('baseline:v1.30');
    expect(asks({ enforce: 'baseline', 'enforce-version': 'v1.30', 'warn-version': 'v1.31' }, 'warn')).toBe('baseline:v1.31');
    expect(asks({ enforce: 'restricted', warn: 'baseline' }, 'warn')).toBe('baseline:latest');
    expect(asks({ enforce: 'strict' }, 'warn')).toBe('privileged:latest');
    expect(asks({ enforce: 'restricted' }, 'audit')).toBe('privileged:latest');
  });
});
