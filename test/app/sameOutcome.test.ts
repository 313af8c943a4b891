import { describe, expect, it } from 'vitest';
import { sameOutcome } from '../../src/app/sameOutcome.ts';
import type { Preview } from '../../src/app/target.ts';
import type { Resource } from '../../src/core/resource.ts';

const account = (fields: Record<string, unknown>): Resource => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'a', namespace: 'n' },
  ...fields,
});
const later = (preview: Partial<Preview>): Preview => ({ warnings: [], checked: 'later', reason: 'after step 1', ...preview });
const asked = (preview: Partial<Preview>): Preview => ({ warnings: [], checked: 'server', ...preview });

describe('what could only be verified later', () => {
  const created = later({ after: account({ automountServiceAccountToken: false }) });

  it('may come back with what the server fills in', () => {
    expect(sameOutcome(created, asked({ after: account({ automountServiceAccountToken: false, secrets: [] }) }))).toBe(true);
  });

  it('is stale when a value that was approved is another', () => {
    expect(sameOutcome(created, asked({ after: account({ automountServiceAccountToken: true }) }))).toBe(false);
  });

  it('is stale when an edit would not hold what was approved', () => {
    const edited = later({ before: account({}), after: account({ automountServiceAccountToken: false }) });
    const elsewhere = account({ imagePullSecrets: [{ name: 'registry' }] });
    expect(sameOutcome(edited, asked({ before: elsewhere, after: { ...elsewhere, automountServiceAccountToken: false } }))).toBe(true);
    expect(sameOutcome(edited, asked({ before: elsewhere, after: elsewhere }))).toBe(false);
  });

  it('is not approved by another look that could not ask either', () => {
    expect(sameOutcome(created, created)).toBe(false);
  });
});
