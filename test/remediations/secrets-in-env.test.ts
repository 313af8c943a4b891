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
