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

  it.each(['', 'true', '/run/secrets/db', '$(DB_PASSWORD)', 'ask the team for it', undefined, 5])('takes the value %s for none', (value) =>
    expect(credentialIn('PASSWORD', value)).toBeUndefined(),
  );

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
