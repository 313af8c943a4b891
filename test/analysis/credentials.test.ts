import { describe, expect, it } from 'vitest';
import { credentialIn } from '../../src/analysis/credentials.ts';

describe('credentialIn', () => {
  it.each([
    'PASSWORD',
    'db_password',
    'pwd',
    'MYSQL_ROOT_PASSWORD',
    'apiToken',
    'AWS_SECRET_ACCESS_KEY',
    'aws_access_key_id',
    'AZURE_BATCH_KEY',
    'client-secret',
    'PGPASSWORD',
    'DB_PW',
    'DD_APP_KEY',
    'STRIPE_KEY',
    'API_KEY_LIVE',
    'requirepass',
  ])('takes %s for a credential', (name) => expect(credentialIn(name, 'x1y2')).toMatch(/by its name/));

  it.each([
    'TOKEN_TTL',
    'SECRETS_BACKEND',
    'PASSWORD_FILE',
    'SECRET_NAME',
    'tokenUrl',
    'KEYBOARD',
    'PRIMARY_KEY',
    'COMPASS',
    'TOKENIZER',
    'PASSENGERS',
    'sort_key',
    'PRIMARY_KEY_TEST',
    'SPWAN',
    'BASIC_AUTH',
  ])('takes %s for none', (name) => expect(credentialIn(name, 'x1y2')).toBeUndefined());

  it.each(['wJalrXUtnFEMI/K7MDENG/bPxRfiCYzAMPLEKEY', 'Zm9v/YmFy+cXV4Cg=='])('takes a key with slashes for a credential: %s', (value) =>
    expect(credentialIn('AWS_SECRET_ACCESS_KEY', value)).toMatch(/by its name/),
  );

  it.each([
    '',
    'true',
    '/run/secrets/db',
    './key',
    'https://a.example/token',
    'vault:secret/data/db#password',
    'secret/data/db#password',
    '$(DB_PASSWORD)',
    'ask the team for it',
    undefined,
    5,
  ])('takes the value %s for none', (value) => expect(credentialIn('PASSWORD', value)).toBeUndefined());

  it.each([
    ['-----BEGIN RSA PRIVATE KEY-----\nx', /private key/],
    ['postgres://web:hunter2@db:5432/web', /address with a password/],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0xx.abcdefghijk', /web token/],
    [`sk_live_${'a1'.repeat(10)}`, /Stripe/],
    [`sk-proj-${'a1'.repeat(12)}`, /API key/],
    [`glpat-${'a1'.repeat(10)}`, /GitLab/],
    [`github_pat_${'a1'.repeat(12)}`, /GitHub/],
    [`npm_${'a1'.repeat(18)}`, /npm/],
    [`AIza${'a1'.repeat(17)}b`, /Google/],
    ['https://hooks.slack.com/services/T000/B000/XXXX', /Slack/],
  ])('knows %s by its shape', (value, what) => {
    expect(credentialIn('ANYTHING', value)).toMatch(what);
  });

  it.each(['postgres://db:5432/web', 'postgres://web@db', 'https://a.example/@b:c', 'redis://:$(PASSWORD)@cache'])(
    'finds nothing in %s',
    (value) => expect(credentialIn('URL', value)).toBeUndefined(),
  );

  it.each(['sk-learn-training-pipeline-of-the-whole-team', 'task-sk-1', 'npm_config_cache', 'SG.short'])('knows %s as a word', (value) =>
    expect(credentialIn('NAME', value)).toBeUndefined(),
  );

  it('takes what follows a user and a colon for one where the name says so, but no port', () => {
    expect(credentialIn('BASIC_AUTH', 'admin:hunter2')).toMatch(/by its name/);
    expect(credentialIn('CACHE_AUTH', 'redis:6379')).toBeUndefined();
    expect(credentialIn('USER', 'nginx:nginx')).toBeUndefined();
  });
});
