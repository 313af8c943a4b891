import type { Run, Step } from '../../src/app/run.ts';
import type { TargetInfo } from '../../src/app/target.ts';
import { differences } from '../../src/core/diff.ts';
import type { Resource } from '../../src/core/resource.ts';

export const INFO: TargetInfo = {
  type: 'cluster',
  id: '5f3c2a10-0000-4000-8000-0123456789ab',
  name: 'staging',
  server: 'https://127.0.0.1:6443',
  ca: 'ab'.repeat(32),
  readOnly: false,
};

export const account = (automount?: boolean): Resource => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    name: 'default',
    namespace: 'payments',
    uid: '1',
    resourceVersion: automount === undefined ? '7' : '8',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"kind":"ServiceAccount"}' },
    managedFields: [{ manager: 'kubectl' }],
  },
  ...(automount === undefined ? {} : { automountServiceAccountToken: automount }),
});

export const editOf = (before: Resource, after: Resource): Step => ({
  ref: {
    apiVersion: before.apiVersion,
    kind: before.kind,
    ...(before.metadata.namespace === undefined ? {} : { namespace: before.metadata.namespace }),
    name: before.metadata.name,
  },
  action: 'edit',
  closes: ['default-sa-automount'],
  state: 'prepared',
  at: '2026-11-21T10:00:00.000Z',
  differences: differences(before, after),
  before,
  after,
});

export const runOf = (id: string, steps: readonly Step[] = [editOf(account(), account(false))]): Run => ({
  schema: 1,
  id,
  does: 'apply',
  started: '2026-11-21T10:00:00.000Z',
  target: INFO,
  version: '0.1.0',
  steps,
});
