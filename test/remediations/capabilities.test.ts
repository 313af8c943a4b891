import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/capabilities.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (containers: string, more = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
${more}      containers: [${containers}]
`;

describeRemediation(remediation, {
  weak: deployment(
    `{ name: a }, { name: b, securityContext: { runAsUser: 1, capabilities: { add: [NET_RAW, NET_BIND_SERVICE], drop: [MKNOD] } } },
       { name: c, securityContext: { capabilities: { add: [SYS_ADMIN], drop: [ALL] } } }`,
    '      initContainers: [{ name: setup, securityContext: {} }]\n',
  ),
  hardened: deployment(
    `{ name: a, securityContext: { capabilities: { drop: [ALL] } } },
       { name: b, securityContext: { runAsUser: 1, capabilities: { add: [NET_BIND_SERVICE], drop: [ALL] } } },
       { name: c, securityContext: { capabilities: { drop: [ALL] } } }`,
    '      initContainers: [{ name: setup, securityContext: { capabilities: { drop: [ALL] } } }]\n',
  ),
  sound: [
    deployment('{ name: a, securityContext: { capabilities: { drop: [ALL] } } }'),
    deployment('{ name: a, securityContext: { capabilities: { drop: [NET_RAW, ALL], add: [NET_BIND_SERVICE] } } }'),
    deployment('{ name: a }', '      os: { name: windows }\n'),
  ],
});

describe('capabilities', () => {
  const judge = (container: string) => scanOne(remediation, snapshotFrom(deployment(container)), () => undefined).findings[0];

  it('always doubts, and names what was asked for', () => {
    expect(judge('{ name: a }')?.fix).toBe('guard');
    const said = judge('{ name: a, securityContext: { capabilities: { add: [CHOWN, NET_BIND_SERVICE] } } }')?.doubts.map(
      ({ text }) => text,
    );
    expect(said?.at(-1)).toBe('container a asks for CHOWN and loses it');
  });

  it.each(['all', 'NET_RAW'])('takes drop: [%s] for less than ALL, as the server does', (name) => {
    expect(judge(`{ name: a, securityContext: { capabilities: { drop: [${name}] } } }`)?.evidence[0]?.detail).toMatch(/drop=\["ALL"\]/);
  });
});
