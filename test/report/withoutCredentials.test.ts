import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/core/resource.ts';
import { unifiedDiff } from '../../src/report/objectDiff.ts';
import { withoutCredentials } from '../../src/report/withoutCredentials.ts';

const HIDDEN = 'hunter2-hunter2';
const LAST_APPLIED = { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":"${HIDDEN}"}` };

const secret = (data: unknown): Resource => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', annotations: LAST_APPLIED },
  data,
});

const workload = (env: unknown): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', annotations: LAST_APPLIED },
  spec: { template: { spec: { initContainers: [{ name: 'init', env }], containers: [{ name: 'main', image: 'web', env }] } } },
});

const settings = (data: unknown): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', annotations: LAST_APPLIED },
  data,
});

const env = (name: string, value = HIDDEN) => [
  { name: 'LEVEL', value: 'debug' },
  { name, value },
];

describe('objects without credentials', () => {
  it.each([
    ['data of a Secret', secret({ any: HIDDEN })],
    ['malformed data of a Secret', secret(HIDDEN)],
    ['malformed data of a Secret, a list', secret([HIDDEN])],
    ['an env value', workload(env('DB_PASSWORD'))],
    ['another env value', workload(env('API_KEY'))],
    ['a value of a ConfigMap', settings({ 'db.password': HIDDEN, level: 'debug' })],
  ])('hide %s, also in what kubectl applied last', (_what, resource) => {
    expect(JSON.stringify(withoutCredentials(resource))).not.toContain(HIDDEN);
    expect(unifiedDiff('it', undefined, resource).join('\n')).not.toContain(HIDDEN);
  });

  it('show everything else', () => {
    const shown = withoutCredentials(workload(env('DB_PASSWORD')));
    expect(shown).toMatchObject({ metadata: { name: 'web' }, spec: { template: { spec: { containers: [{ image: 'web' }] } } } });
    expect(JSON.stringify(shown)).toContain('"value":"debug"');
    const plain = workload(env('LOG_FORMAT'));
    expect(withoutCredentials(plain)).toBe(plain);
  });

  it('tell that a hidden value changes, but not what it is', () => {
    const diff = unifiedDiff('it', workload(env('DB_PASSWORD', `${HIDDEN}-old`)), workload(env('DB_PASSWORD'))).join('\n');
    expect(diff).toMatch(/^\+ +value: "\*\*\* \(changed\)"$/m);
    expect(diff).not.toContain(HIDDEN);
    const same = unifiedDiff('it', secret({ a: HIDDEN }), secret({ a: HIDDEN }));
    expect(same.filter((line) => /^[+-] /.test(line))).toEqual([]);
  });

  it('bear anything in place of env and data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        for (const make of [secret, workload, settings]) withoutCredentials(make(a), make(b));
      }),
    );
  });
});
