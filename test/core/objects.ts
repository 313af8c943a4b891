import { snapshotOf, type Facts, type Snapshot, type Unread } from '../../src/core/snapshot.ts';
import type { Finding } from '../../src/core/finding.ts';
import { findingId } from '../../src/core/finding.ts';
import type { Remediation } from '../../src/core/remediation.ts';
import type { Ref, Resource } from '../../src/core/resource.ts';

export const FACTS: Facts = { now: '2026-11-21T10:00:00Z', origin: 'cluster' };

export const object = (apiVersion: string, kind: string, name: string, namespace?: string, rest: object = {}): Resource => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  ...rest,
});

export const account = (name: string, namespace = 'web', rest: object = {}): Resource =>
  object('v1', 'ServiceAccount', name, namespace, rest);

export const deployment = (name: string, spec: object = {}): Resource =>
  object('apps/v1', 'Deployment', name, 'web', { spec: { replicas: 2, template: { metadata: { labels: { app: name } }, spec } } });

export const snapshot = (resources: readonly Resource[], unread: readonly Unread[] = [], facts: Facts = FACTS): Snapshot =>
  snapshotOf(
    resources.map((resource) => ({ resource })),
    facts,
    unread,
  );

/** A remediation that demands a field at the top of an object. */
export const demands = (
  id: string,
  kinds: readonly string[],
  name: string,
  value: unknown,
  rest: Partial<Remediation> = {},
): Remediation => ({
  id,
  title: id,
  severity: 'medium',
  category: 'identity',
  why: 'because',
  risk: 'none',
  references: [],
  kinds,
  find: (resource) => (resource[name] === value ? [] : [{ path: name, detail: `is not ${String(value)}` }]),
  fix: (resource, at) => [{ ref: at.ref(resource), before: resource, after: { ...resource, [name]: value } }],
  ...rest,
});

export const findingOf = (remediation: Remediation, ref: Ref): Finding => ({
  id: findingId(remediation.id, ref),
  remediation: remediation.id,
  title: remediation.title,
  severity: remediation.severity,
  ref,
  evidence: [],
  fix: 'auto',
  doubts: [],
  references: [],
});
