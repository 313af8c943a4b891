import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/legacy-token-secret.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const secret = (type: string, labels = ''): string => `
apiVersion: v1
kind: Secret
metadata: { name: robot-token, namespace: shop, labels: { team: shop, ${labels} }, annotations: { kubernetes.io/service-account.name: robot } }
type: ${type}
`;
const TOKEN = 'kubernetes.io/service-account-token';

describeRemediation(remediation, {
  weak: secret(TOKEN),
  hardened: secret('Opaque'),
  sound: [secret('kubernetes.io/tls'), secret(TOKEN, 'kubernetes.io/legacy-token-invalid-since: "2026-01-01"')],
});

describe('legacy-token-secret', () => {
  const steps = (yaml: string) => {
    const snapshot = snapshotFrom(yaml);
    return remediation.guide?.(snapshot.list('Secret')[0]!, snapshot)?.steps ?? [];
  };

  it('says first that deleting cannot be undone', () => {
    expect(steps(secret(TOKEN))[0]).toMatch(/cannot be brought back/);
  });

  it('says when it was last used, where the server knows', () => {
    expect(steps(secret(TOKEN, 'kubernetes.io/legacy-token-last-used: "2026-01-01"'))[1]).toMatch(/on 2026-01-01/);
  });
});
