import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsCredentials, redacted } from '../../src/analysis/redacted.ts';
import type { Resource } from '../../src/core/resource.ts';
import { unifiedDiff } from '../../src/report/objectDiff.ts';

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

const running = (container: unknown): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { spec: { containers: [{ name: 'main', image: 'web', ...(container as object) }] } } },
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

describe('redacted', () => {
  it.each([
    ['data of a Secret', secret({ any: HIDDEN })],
    ['malformed data of a Secret', secret(HIDDEN)],
    ['malformed data of a Secret, a list', secret([HIDDEN])],
    ['an env value', workload(env('DB_PASSWORD'))],
    ['another env value', workload(env('API_KEY'))],
    ['a passphrase', workload(env('PASSPHRASE', `${HIDDEN} and more`))],
    ['an argument', running({ args: ['--verbose', `--db-password=${HIDDEN}`] })],
    ['the argument after a flag', running({ args: ['--db-password', HIDDEN, '--verbose'] })],
    ['a word of a command', running({ command: ['sh', '-c', `API_TOKEN=${HIDDEN} exec web --port 80`] })],
    ['a flag within a command', running({ command: ['sh', '-c', `web --api-token ${HIDDEN}`] })],
    ['an address in a command', running({ command: ['web', `postgres://web:${HIDDEN}@db/web`] })],
    ['a connection string', running({ env: [{ name: 'DB', value: `Server=db;Password=${HIDDEN};Port=1` }] })],
    ['what a probe sends', running({ livenessProbe: { exec: { command: ['check', `--token=${HIDDEN}`] } } })],
    ['a header', running({ livenessProbe: { httpGet: { httpHeaders: [{ name: 'X-Api-Key', value: HIDDEN }] } } })],
    ['a file in a ConfigMap', settings({ 'app.yaml': `db:\n  password: ${HIDDEN}\n  port: 5\n` })],
    ['an annotation', { ...running({}), metadata: { name: 'web', annotations: { 'example.com/api-key': HIDDEN } } }],
    [
      'what only kubectl’s annotation still holds',
      {
        ...running({}),
        metadata: {
          name: 'web',
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(workload(env('DB_PASSWORD'))) },
        },
      },
    ],
    ['a value of a ConfigMap', settings({ 'db.password': HIDDEN, level: 'debug' })],
  ])('hide %s, also in what kubectl applied last', (_what, resource) => {
    expect(JSON.stringify(redacted(resource))).not.toContain(HIDDEN);
    expect(unifiedDiff('it', undefined, resource).join('\n')).not.toContain(HIDDEN);
  });

  it.each([
    ['a reference', running({ args: ['--db-password=$(DB_PASSWORD)'], env: [{ name: 'DB_PASSWORD', value: '$(OTHER)' }] })],
    ['where a credential lies', running({ args: ['--token-file=/run/token', '--secret-name', 'web'] })],
    ['a flag that is on', running({ args: ['--enable-bootstrap-token-auth=true', '--password-required', 'true'] })],
    ['a reference to a Secret', running({ env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }] })],
    ['an image', running({ image: 'registry.example/auth/token:1.0' })],
  ])('are left as they are with %s', (_what, resource) => {
    expect(redacted(resource)).toBe(resource);
    expect(holdsCredentials(resource)).toBe(false);
  });

  it('show everything else', () => {
    const shown = redacted(workload(env('DB_PASSWORD')));
    expect(shown).toMatchObject({ metadata: { name: 'web' }, spec: { template: { spec: { containers: [{ image: 'web' }] } } } });
    expect(JSON.stringify(shown)).toContain('"value":"debug"');
    const plain = workload(env('LOG_FORMAT'));
    expect(redacted(plain)).toBe(plain);
  });

  it('tell that a hidden value changes, but not what it is', () => {
    const diff = unifiedDiff('it', workload(env('DB_PASSWORD', `${HIDDEN}-old`)), workload(env('DB_PASSWORD'))).join('\n');
    expect(diff).toMatch(/^\+ +value: "\*\*\* \(changed\)"$/m);
    expect(diff).not.toContain(HIDDEN);
    const command = (password: string, ...more: string[]) => running({ args: [...more, '--port=80', `--password=${password}`] });
    const changed = unifiedDiff('it', command('one-secret'), command('another-secret')).filter((line) => /^[+-] /.test(line));
    expect(changed.join('\n')).toMatch(/^- +- --password=\*\*\*\n\+ +- "?--password=\*\*\* \(changed\)"?$/);
    const moved = unifiedDiff('it', command('one-secret'), command('one-secret', '--new')).filter((line) => /^[+-] /.test(line));
    expect(moved.map((line) => line.trim())).toEqual([expect.stringMatching(/^\+ +- --new$/)]);
    const both = unifiedDiff('it', command('one-secret'), command('another-secret', '--new')).join('\n');
    expect(both).toMatch(/\(changed\)/);
    const same = unifiedDiff('it', secret({ a: HIDDEN }), secret({ a: HIDDEN }));
    expect(same.filter((line) => /^[+-] /.test(line))).toEqual([]);
  });

  it('bear anything in place of env and data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        for (const make of [secret, workload, settings, running]) redacted(make(a), make(b));
      }),
    );
  });
});
