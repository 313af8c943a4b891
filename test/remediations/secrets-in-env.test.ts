import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/secrets-in-env.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (env: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { containers: [{ name: web, env: [${env}] }] } } }
`;
const configMap = (data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'shop' }, data });
const REFERENCE = '{ name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: web, key: password } } }';

describeRemediation(remediation, {
  weak: deployment('{ name: LEVEL, value: info }, { name: DB_PASSWORD, value: hunter2 }'),
  hardened: deployment(`{ name: LEVEL, value: info }, ${REFERENCE}`),
  sound: [deployment(''), deployment(REFERENCE), configMap({ 'web.conf': 'level = info', SECRET_FILE: 'secret.txt' })],
});

const found = (manifest: Parameters<typeof snapshotFrom>[0]) => scanOne(remediation, snapshotFrom(manifest), () => undefined).findings[0];

describe('secrets-in-env', () => {
  it.each([
    ['application.properties', 'a=1\ndb.password=hunter2\n', ['line 2 (db.password)']],
    ['application.yaml', 'spring:\n  datasource:\n    password: "hunter2"  # the old one\n    username: web\n', ['line 3 (password)']],
    ['settings.ini', '[db]\n; password = no\npassword = 123456\napi_key=abcDEF0123\n', ['line 3 (password)', 'line 4 (api_key)']],
    ['.env', "export CLIENT_SECRET='s3cr3t,x'\n", ['line 1 (CLIENT_SECRET)']],
  ])('finds what stands in a file of settings: %s %j', (name, text, lines) => {
    const evidence = found([configMap({ [name]: text })])?.evidence ?? [];
    expect(evidence.map(({ detail }) => detail)).toEqual(lines.map((line) => `${line} holds a credential by its name in plain text`));
    expect(JSON.stringify(found([configMap({ [name]: text })]))).not.toMatch(/hunter2|s3cr3t/);
  });

  it.each([
    'db.password=',
    'db.password=${DB_PASSWORD}',
    'password: {{ .Values.password }}',
    'password: <password>',
    'password.file=/run/secrets/db',
    'password=file:/run/secrets/db',
    'db.password=ENC(abc)',
    '# password=hunter2',
    '! password=hunter2',
    '; password=hunter2',
    'password: |',
    'existingSecret: web-credentials',
    'token.lifetime=300',
    'token: 300',
    'secretName: web',
    'password_encryption = scram-sha-256',
    'passwordKey: password',
    'password: $(cat /run/secrets/db)',
    'password: !vault abc',
    'automountServiceAccountToken: false',
  ])('takes no stand-in for a credential: %s', (line) => {
    expect(found([configMap({ 'application.yaml': `a: 1\n${line}\n` })])).toBeUndefined();
  });

  it('never tells the value, in evidence or in steps', () => {
    const weak = deployment('{ name: DB_PASSWORD, value: hunter2 }, { name: DB, value: "postgres://web:hunter2@db/web" }');
    const snapshot = snapshotFrom(weak);
    expect(found(weak)?.evidence).toHaveLength(2);
    const said = [found(weak), remediation.guide?.(snapshot.list('apps/Deployment')[0]!, snapshot)];
    expect(JSON.stringify(said)).not.toContain('hunter2');
  });

  it('knows ConfigMaps too, and leaves pods to what made them', () => {
    expect(found(configMap({ 'tls.key': '-----BEGIN PRIVATE KEY-----\nx' }))?.evidence).toEqual([
      { path: 'data["tls.key"]', detail: 'tls.key holds a private key in plain text' },
    ]);
  });
});
