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
  ])('knows %s by its shape', (value, what) => {
    expect(credentialIn('ANYTHING', value)).toMatch(what);
  });

  it.each(['postgres://db:5432/web', 'postgres://web@db', 'https://a.example/@b:c', 'redis://:$(PASSWORD)@cache'])(
    'finds nothing in %s',
    (value) => expect(credentialIn('URL', value)).toBeUndefined(),
  );
});
