import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/privilege-escalation.ts';
import { scanOne } from '../../src/core/scan.ts';
import type { Facts } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const deployment = (containers: string, more = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
${more}${containers}`;

describeRemediation(remediation, {
  weak: deployment(`
      initContainers:
      - { name: setup, image: busybox:1.37, securityContext: { allowPrivilegeEscalation: false } }
      - { name: wait, image: busybox:1.37 }
      containers:
      - { name: web, image: nginx:1.27, securityContext: { runAsUser: 101, allowPrivilegeEscalation: true } }
`),
  hardened: deployment(`
      initContainers:
      - { name: setup, image: busybox:1.37, securityContext: { allowPrivilegeEscalation: false } }
      - { name: wait, image: busybox:1.37, securityContext: { allowPrivilegeEscalation: false } }
      containers:
      - { name: web, image: nginx:1.27, securityContext: { runAsUser: 101, allowPrivilegeEscalation: false } }
`),
  sound: [
    deployment('      containers: [{ name: web, securityContext: { allowPrivilegeEscalation: false } }]\n'),
    deployment('      containers: [{ name: web, image: servercore }]\n', '      os: { name: windows }\n'),
    `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers: [{ name: web, securityContext: { allowPrivilegeEscalation: false } }]
  ephemeralContainers: [{ name: debug, image: busybox }]
`,
  ],
});

const judge = (yaml: string, facts: Partial<Facts> = {}) => scanOne(remediation, snapshotFrom(yaml, facts), () => undefined).findings[0];
const one = (container: string, more = '') => judge(deployment(`      containers: [${container}]\n`, more));

describe('privilege-escalation', () => {
  it.each([
    ['{ name: web, securityContext: { privileged: true } }', /is privileged/],
    ['{ name: web, securityContext: { capabilities: { add: [SYS_ADMIN] } } }', /SYS_ADMIN/],
    ['{ name: web, securityContext: { capabilities: { add: [CAP_SYS_ADMIN] } } }', /SYS_ADMIN/],
  ])('guides where the API server refuses it: %s', (container, reason) => {
    const snapshot = snapshotFrom(deployment(`      containers: [${container}]\n`));
    const found = scanOne(remediation, snapshot, () => undefined).findings[0];
    expect(found?.fix).toBe('guide');
    expect(remediation.guide?.(snapshot.list('apps/Deployment')[0]!, snapshot)?.steps[0]).toMatch(reason);
  });

  it.each([
    ["{ name: web, command: [sh, -c, 'exec sudo -u app server'] }", /sudo/],
    ['{ name: web, command: [/bin/ping], args: [db] }', /ping/],
    ["{ name: web, image: 'registry.example/ingress-nginx/controller:v1.11@sha256:00' }", /ports 80 and 443/],
    ['{ name: web, image: moby/buildkit:rootless }', /newuidmap/],
    ['{ name: web, securityContext: { runAsUser: 1000, capabilities: { add: [NET_RAW] } } }', /NET_RAW for a user other than root/],
  ])('doubts with what it saw: %s', (container, evidence) => {
    const found = one(container);
    expect(found?.fix).toBe('guard');
    expect(found?.doubts[0]?.text).toMatch(evidence);
  });

  it.each([
    '{ name: web, args: [--pinging, supervisor] }',
    '{ name: web, image: nginx, securityContext: { capabilities: { add: [NET_RAW] } } }',
  ])('does not doubt without evidence: %s', (container) => {
    expect(one(container)?.fix).toBe('auto');
  });

  it('says of a privileged component of kube-system that it is so by design', () => {
    const proxy = (containers: string) =>
      deployment(`      containers: [${containers}]\n`).replace('namespace: shop', 'namespace: kube-system');
    const privileged = '{ name: proxy, securityContext: { privileged: true } }';
    expect(scanOne(remediation, snapshotFrom(proxy(privileged)), () => undefined).byDesign).toHaveLength(1);
    expect(judge(proxy(`${privileged}, { name: sidecar }`))?.fix).toBe('guide');
  });

  it('guides for a static pod by the manifest on its node', () => {
    const mirror = `
apiVersion: v1
kind: Pod
metadata: { name: etcd-a, namespace: kube-system, annotations: { kubernetes.io/config.mirror: abc } }
spec: { containers: [{ name: etcd }] }
`;
    const snapshot = snapshotFrom(mirror);
    expect(remediation.guide?.(snapshot.list('Pod')[0]!, snapshot)?.steps[0]).toMatch(/static pod/);
  });
});
