import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Resource } from '../../src/core/resource.ts';
import { workplace } from './kubeharden.ts';

const MIB = 2 ** 20;

/** A Deployment, a ConfigMap and a CustomResourceDefinition of about so many bytes each. */
const objects = (bytes: number): readonly Resource[] => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', annotations: { 'example.com/notes': 'n'.repeat(bytes / 5) } },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'team/app:1',
              args: ['--config', 'a'.repeat(bytes / 5)],
              env: Array.from({ length: bytes / 128 }, (_, i) => ({ name: `SETTING_${i}`, value: `value of ${i}` })),
              securityContext: { runAsUser: 1000 },
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'large', namespace: 'shop' },
    data: { 'app.properties': 'some.key=some value\n'.repeat(bytes / 40), one: 'x'.repeat(bytes / 2) },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Thing', plural: 'things' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: Object.fromEntries(
                Array.from({ length: bytes / 100 }, (_, i) => [`field${i}`, { type: 'string', description: `the ${i}th` }]),
              ),
            },
          },
        },
      ],
    },
  },
];

describe('objects of a megabyte', () => {
  it('are scanned, mended in place and given back byte by byte', async () => {
    const files = Object.fromEntries(objects(MIB).map((object) => [`${object.kind}.yaml`, stringify(object)]));
    const written = files['Deployment.yaml'] ?? '';
    expect(Object.values(files).join('').length).toBeGreaterThan(2.5 * MIB);
    using place = workplace(files);
    const scan = await place.run(['scan', '-f', place.folder, '-o', 'json']);
    expect(scan.code, scan.stderr).toBe(0);
    const apply = await place.run(['apply', 'privilege-escalation', '-f', place.folder, '--yes']);
    expect(apply.code, apply.stderr).toBe(0);
    const after = place.files()['Deployment.yaml'] ?? '';
    expect(after).toContain('allowPrivilegeEscalation: false');
    expect(after.length - written.length).toBeLessThan(200);
    const undo = await place.run(['rollback', '-f', place.folder, '--yes']);
    expect(undo.code, undo.stderr).toBe(0);
    const left = place.files();
    for (const [name, text] of Object.entries(files)) expect(left[name] === text, name).toBe(true);
  });
});
