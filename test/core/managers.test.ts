import { describe, expect, it } from 'vitest';
import { lastWritten, managersOf, writersSince } from '../../src/core/managers.ts';
import type { Resource } from '../../src/core/resource.ts';

const entry = (manager: string, operation: string, time: string, fieldsV1: unknown, subresource?: string) => ({
  ...{ manager, operation, time, apiVersion: 'apps/v1', fieldsType: 'FieldsV1', fieldsV1 },
  ...(subresource === undefined ? {} : { subresource }),
});

const deployment = (...managedFields: readonly unknown[]): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', managedFields },
});

const CONTAINER = {
  'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"api"}': { '.': {}, 'f:image': {}, 'f:securityContext': {} } } } } },
};
const REPLICAS = { 'f:spec': { 'f:replicas': {} } };
const STATUS = { 'f:status': { 'f:replicas': {} } };
const containers = ['spec', 'template', 'spec', 'containers'];
const at = (name: string, ...rest: string[]) => [...containers, { by: 'name', is: name }, ...rest];

describe('managersOf', () => {
  const live = deployment(
    entry('argocd-controller', 'Apply', '2026-11-21T10:00:12Z', CONTAINER),
    entry('kubectl-edit', 'Update', '2026-11-21T10:05:00Z', REPLICAS),
    entry('kube-controller-manager', 'Update', '2026-11-21T10:06:00Z', STATUS, 'status'),
  );

  it.each([
    [at('api', 'image'), ['argocd-controller']],
    [at('api', 'securityContext', 'runAsNonRoot'), ['argocd-controller']],
    [at('api', 'resources'), []],
    [at('other', 'image'), []],
    [['spec', 'replicas'], ['kubectl-edit']],
    [['spec'], ['kubectl-edit', 'argocd-controller']],
    [['status', 'replicas'], []],
  ])('names who owns %j', (path, names) => {
    expect(managersOf(live, path).map(({ name }) => name)).toEqual(names);
  });

  it('bears whatever stands there', () => {
    for (const managedFields of [null, 'x', [null, 1, {}, { fieldsV1: 'x' }, { fieldsV1: { 'f:spec': { 'k:{': {} } } }]])
      expect(managersOf(deployment(...(Array.isArray(managedFields) ? managedFields : [managedFields])), at('api'))).toEqual([]);
  });
});

describe('writersSince', () => {
  it('tells who came, and whose fields changed, newest first', () => {
    const before = deployment(
      entry('kubeharden', 'Update', '2026-11-21T10:00:00Z', CONTAINER),
      entry('helm', 'Update', '2026-11-20T10:00:00Z', REPLICAS),
    );
    const after = deployment(
      entry('kubeharden', 'Update', '2026-11-21T10:00:00Z', CONTAINER),
      entry('helm', 'Update', '2026-11-21T10:00:09Z', REPLICAS),
      entry('kubectl-edit', 'Update', '2026-11-21T10:00:30Z', REPLICAS),
    );
    expect(writersSince(before, after).map(({ name }) => name)).toEqual(['kubectl-edit', 'helm']);
    expect(writersSince(after, after)).toEqual([]);
    expect(lastWritten(before)).toBe('2026-11-21T10:00:00Z');
  });
});
