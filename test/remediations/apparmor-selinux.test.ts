import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/apparmor-selinux.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const PREFIX = 'container.apparmor.security.beta.kubernetes.io';
const deployment = (spec: string, annotations = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { metadata: { annotations: { team: shop, ${annotations} } }, spec: { ${spec} } } }
`;
const context = (fields: string) => `securityContext: { ${fields} }`;

describeRemediation(remediation, {
  weak: deployment(
    `${context('appArmorProfile: { type: Unconfined }, seLinuxOptions: { user: u, role: r, type: spc_t, level: s0 }')},
     containers: [{ name: a, ${context('runAsUser: 1, seLinuxOptions: { type: custom_t, level: s1 }')} }]`.replace('\n', ''),
    `${PREFIX}/a: unconfined, ${PREFIX}/b: runtime/default`,
  ),
  hardened: deployment(
    `${context('appArmorProfile: { type: RuntimeDefault }, seLinuxOptions: { level: s0 }')}, containers: [{ name: a, ${context('runAsUser: 1, seLinuxOptions: { level: s1 }')} }]`,
    `${PREFIX}/b: runtime/default`,
  ),
  sound: [
    deployment('containers: [{ name: a }]'),
    deployment(
      `containers: [{ name: a, ${context('appArmorProfile: { type: Localhost, localhostProfile: web }')} }]`,
      `${PREFIX}/a: localhost/web`,
    ),
    deployment(`${context('seLinuxOptions: { type: container_t, level: "s0:c1" }')}, containers: [{ name: a }]`),
  ],
});

describe('apparmor-selinux', () => {
  it('always doubts, because the nodes are not visible', () => {
    const weak = deployment(`containers: [{ name: a, ${context('appArmorProfile: { type: Unconfined }')} }]`);
    expect(scanOne(remediation, snapshotFrom(weak), () => undefined).findings.map(({ fix }) => fix)).toEqual(['guard']);
  });
});
