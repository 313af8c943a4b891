import { expect, it } from 'vitest';
import exposedService from '../../remediations/exposed-service.ts';
import felixHealth from '../../remediations/felix-health.ts';
import legacyTokenSecret from '../../remediations/legacy-token-secret.ts';
import missingSa from '../../remediations/missing-sa.ts';
import secretsInEnv from '../../remediations/secrets-in-env.ts';
import type { Remediation } from '../../src/core/remediation.ts';
import type { Resource } from '../../src/core/resource.ts';
import { printable } from '../../src/core/printable.ts';
import { HOSTILE, ranBy } from '../core/shell.ts';
import { snapshotFrom } from './manifests.ts';

const objects = (name: string): readonly (readonly [Remediation, Resource])[] => {
  const metadata = { name, namespace: name };
  const container = { name: 'c', image: 'a', env: [{ name: 'DB_PASSWORD', value: 'hunter2hunter2' }] };
  const spec = { serviceAccountName: name, containers: [container] };
  const token = { ...metadata, annotations: { 'kubernetes.io/service-account.name': name } };
  const pod: Resource = { apiVersion: 'v1', kind: 'Pod', metadata, spec };
  return [
    [missingSa, pod],
    [secretsInEnv, pod],
    [legacyTokenSecret, { apiVersion: 'v1', kind: 'Secret', metadata: token, type: 'kubernetes.io/service-account-token' }],
    [
      exposedService,
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'LoadBalancer', ports: [{ port: 1 }], externalIPs: ['192.0.2.1'] } },
    ],
    [
      felixHealth,
      { apiVersion: 'crd.projectcalico.org/v1', kind: 'FelixConfiguration', metadata: { name }, spec: { healthHost: '0.0.0.0' } },
    ],
  ];
};

/** The commands in the steps, from a backtick to the one that ends the command: a name may hold some, too. */
const commandsIn = (steps: readonly string[]): readonly string[] =>
  steps
    .flatMap((step) => [...step.matchAll(/`(kubectl (?:\\.|[^`'\\]|'[^']*')*)`/g)].map(([, command = '']) => command))
    .filter((c) => c !== 'kubectl port-forward');

it('prints commands that a shell takes as they are meant, whatever the names', () => {
  let seen = 0;
  for (const name of HOSTILE) {
    for (const [remediation, resource] of objects(name)) {
      const steps = remediation.guide?.(resource, snapshotFrom([resource]))?.steps ?? [];
      const commands = commandsIn(steps);
      expect(commands, remediation.id).not.toEqual([]);
      const told = ranBy(commands.join('\n'), 'kubectl');
      expect(told).toHaveLength(commands.length);
      for (const words of told)
        expect(
          words.some((word) => word.startsWith(printable(name))),
          `${remediation.id}: ${words.join('|')}`,
        ).toBe(true);
      seen += told.length;
    }
  }
  expect(seen).toBeGreaterThan(HOSTILE.length * 5);
});
