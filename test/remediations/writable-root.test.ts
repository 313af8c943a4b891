import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/writable-root.ts';
import { scanOne } from '../../src/core/scan.ts';
import { containersOf, podSpecOf } from '../../src/core/workload.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (containers: string, spec = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { ${spec} containers: [${containers}] } } }
`;
const CLOSED = 'securityContext: { readOnlyRootFilesystem: true }';
const CACHE = '{ name: cache, mountPath: /var/cache/ }';

describeRemediation(remediation, {
  weak: deployment(
    `{ name: a, securityContext: { runAsUser: 1 }, volumeMounts: [${CACHE}] }, { name: b, ${CLOSED} }`,
    'initContainers: [{ name: setup }], volumes: [{ name: cache, emptyDir: {} }],',
  ),
  hardened: deployment(
    `{ name: a, securityContext: { runAsUser: 1, readOnlyRootFilesystem: true }, volumeMounts: [${CACHE}, { name: writable-a-tmp, mountPath: /tmp }] },
     { name: b, ${CLOSED} }`.replace('\n', ''),
    `initContainers: [{ name: setup, ${CLOSED}, volumeMounts: [{ name: writable-setup-var-cache-web, mountPath: /var/cache/web }, { name: writable-setup-tmp, mountPath: /tmp }] }],
     volumes: [{ name: cache, emptyDir: {} }, { name: writable-setup-var-cache-web, emptyDir: {} }, { name: writable-setup-tmp, emptyDir: {} }, { name: writable-a-tmp, emptyDir: {} }],`.replace(
      '\n',
      '',
    ),
  ),
  sound: [deployment(`{ name: a, ${CLOSED} }`), deployment('{ name: a }', 'os: { name: windows },')],
  answers: { paths: '/var/cache/web, /tmp' },
});

describe('writable-root', () => {
  const inputOf = (container: string) => {
    const snapshot = snapshotFrom(deployment(container));
    return remediation.inputs?.(snapshot.list('apps/Deployment')[0]!, snapshot)[0];
  };

  it('always doubts', () => {
    expect(scanOne(remediation, snapshotFrom(deployment('{ name: a }')), () => undefined).findings[0]?.doubts).not.toEqual([]);
  });

  it('offers the folders that the command names', () => {
    expect(inputOf('{ name: a }')?.default).toBe('/tmp');
    expect(inputOf('{ name: a, args: [--cache=/var/cache/renderer, /etc/web.conf, /tmp] }')?.default).toBe('/tmp,/var/cache/renderer');
  });

  it('gives every folder an emptyDir of its own, also where its name is taken or would be the same', () => {
    const snapshot = snapshotFrom(deployment('{ name: a }', 'volumes: [{ name: writable-a-tmp, configMap: { name: x } }],'));
    const answers = { paths: '/tmp, /a/b, /a-b/' };
    const after = remediation.fix?.(snapshot.list('apps/Deployment')[0]!, snapshot, answers)[0]?.after;
    const spec = podSpecOf(after!);
    expect(containersOf(after!)[0]?.container['volumeMounts']).toEqual([
      { name: 'writable-a-tmp-2', mountPath: '/tmp' },
      { name: 'writable-a-a-b', mountPath: '/a/b' },
      { name: 'writable-a-a-b-2', mountPath: '/a-b' },
    ]);
    expect(spec?.['volumes']).toEqual([
      { name: 'writable-a-tmp', configMap: { name: 'x' } },
      ...['writable-a-tmp-2', 'writable-a-a-b', 'writable-a-a-b-2'].map((name) => ({ name, emptyDir: {} })),
    ]);
  });

  it('refuses what is no folder of a container', () => {
    const refuse = inputOf('{ name: a }')?.refuse;
    for (const answer of ['', '/tmp', '/tmp, /run/web']) expect(refuse?.(answer)).toBeUndefined();
    for (const answer of ['tmp', '/', '/a:b', '/a/../b', '/a b']) expect(refuse?.(answer)).toMatch(/is no folder/);
  });
});
