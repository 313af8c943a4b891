import { describe, expect, it } from 'vitest';
import type { PlannedChange } from '../../src/app/plan.ts';
import type { Change } from '../../src/core/change.ts';
import { kubectlPatch } from '../../src/tui/kubectlPatch.ts';

const deployment = (container: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'DB_PASSWORD', value: 'hunter2-hunter2' }], ...container }] } } },
});
const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
const commandFor = (change: Omit<Change, 'ref'>): string => kubectlPatch({ change: { ref, ...change } } as PlannedChange);

describe('the equivalent command', () => {
  it('patches what the change touches', () => {
    const command = commandFor({ before: deployment({}), after: deployment({ tty: false }) });
    expect(command).toBe(
      `kubectl patch deployment.apps -n shop web --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/tty","value":false}]'`,
    );
  });

  it.each([
    ['creates', { after: deployment({}) }],
    ['writes', { before: deployment({ env: [] }), after: deployment({}) }],
  ])('is not given where it %s a credential', (_what, change) => {
    expect(commandFor(change)).not.toContain('hunter2');
    expect(commandFor(change)).toMatch(/^# /);
  });
});
