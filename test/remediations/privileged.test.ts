import { describe, expect, it } from 'vitest';
import privilegeEscalation from '../../remediations/privilege-escalation.ts';
import remediation from '../../remediations/privileged.ts';
import { planChanges } from '../../src/core/plan.ts';
import { scan, scanOne } from '../../src/core/scan.ts';
import { podSpecOf } from '../../src/core/workload.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const daemonSet = (containers: string, more = '', namespace = 'shop'): string => `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent, namespace: ${namespace} }
spec:
  template:
    spec:
${more}${containers}`;
const WEAK = daemonSet('      containers: [{ name: agent, securityContext: { privileged: true, runAsUser: 0 } }]\n');

describeRemediation(remediation, {
  weak: daemonSet(`
      initContainers: [{ name: setup, securityContext: { privileged: true } }]
      containers: [{ name: agent, securityContext: { runAsUser: 1, privileged: true } }, { name: other }]
`),
  hardened: daemonSet(`
      initContainers: [{ name: setup, securityContext: { privileged: false } }]
      containers: [{ name: agent, securityContext: { runAsUser: 1, privileged: false } }, { name: other }]
`),
  sound: [
    daemonSet('      containers: [{ name: agent, securityContext: { privileged: false } }]\n'),
    daemonSet('      containers: [{ name: agent }]\n'),
    // The field of the pod itself means nothing.
    daemonSet('      containers: [{ name: agent }]\n', '      securityContext: { privileged: true }\n'),
  ],
});

const judge = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined);

describe('privileged', () => {
  it('always doubts', () => {
    expect(judge(WEAK).findings.map(({ fix }) => fix)).toEqual(['guard']);
  });

  it('makes way for the fix of privilege escalation, which a privileged container would refuse', () => {
    const snapshot = snapshotFrom(WEAK);
    const both = [remediation, privilegeEscalation];
    const [planned] = planChanges(snapshot, scan(snapshot, both, () => undefined).findings, both);
    expect(podSpecOf(planned!.change.after!)?.['containers']).toEqual([
      { name: 'agent', securityContext: { privileged: false, runAsUser: 0, allowPrivilegeEscalation: false } },
    ]);
  });

  it('leaves agents of network and storage, and critical components of kube-system, as they are, with the reason', () => {
    const volume = (path: string) => `      volumes: [{ name: host, hostPath: { path: ${path} } }]\n`;
    const agent = (mount: string) =>
      `      containers: [{ name: agent, securityContext: { privileged: true }, volumeMounts: [{ name: host, mountPath: /host${mount} }] }]\n`;
    const reasonOf = (more: string, namespace?: string, mount = '') => judge(daemonSet(agent(mount), more, namespace)).byDesign[0]?.reason;
    expect(reasonOf(volume('/opt/cni/bin'))).toMatch(/network plugin/);
    expect(reasonOf(volume('/var/lib/kubelet/plugins/ebs'))).toMatch(/storage driver/);
    expect(reasonOf('      priorityClassName: system-node-critical\n', 'kube-system')).toMatch(/component/);
    expect(reasonOf('      priorityClassName: system-node-critical\n')).toBeUndefined();
    expect(reasonOf(volume('/opt/cnidata'))).toBeUndefined();
    expect(reasonOf(volume('/etc/cni/net.d'), undefined, ', readOnly: true'), 'an agent that only looks there').toBeUndefined();
    expect(reasonOf('', 'kube-system')).toBeUndefined();
  });
});
