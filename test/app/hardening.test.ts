import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { evaluateResource } from '../../src/analysis/psa/resources.ts';
import { hardening, type Hardening, type HardeningRequest } from '../../src/app/hardening.ts';
import type { Facts } from '../../src/core/snapshot.ts';
import { snapshotFrom } from '../remediations/manifests.ts';

const deployment = (spec: string, name = 'web') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { template: { spec: ${spec} } }
`;
const PRIVILEGED = `{ hostPID: true, containers: [{ name: a, image: team/app, securityContext: { privileged: true } }] }`;
const MOUNTING = `{ volumes: [{ name: v, hostPath: { path: /var/log } }, { name: n, nfs: { server: n, path: / } }], containers: [{ name: a }] }`;

const harden = (manifest: string, request: Partial<HardeningRequest> = {}, facts: Partial<Facts> = {}): Hardening =>
  hardening({
    snapshot: snapshotFrom(manifest, { origin: 'files', ...facts }),
    catalogue,
    level: 'restricted',
    version: 'latest',
    answers: { 'run-as-root': { uid: '10001' } },
    ...request,
  });

const idsOf = ({ chosen }: Hardening): readonly string[] => chosen.map(({ remediation }) => remediation);

describe('hardening', () => {
  it('chooses what the level needs and nothing else', () => {
    expect(idsOf(harden(deployment(PRIVILEGED)))).toEqual([
      'privileged',
      'host-namespaces',
      'capabilities',
      'privilege-escalation',
      'seccomp',
      'run-as-root',
    ]);
    expect(idsOf(harden(deployment(PRIVILEGED), { level: 'baseline' }))).toEqual(['privileged', 'host-namespaces']);
    expect(idsOf(harden(deployment(PRIVILEGED), { level: 'privileged' }))).toEqual([]);
  });

  it('makes one change for each object, after which the level has nothing to say', () => {
    const { proposals, unmet, judged } = harden(`${deployment(PRIVILEGED)}---${deployment('{ containers: [{ name: b }] }', 'db')}`);
    expect(proposals.map(({ change }) => change.ref.name)).toEqual(['web', 'db']);
    for (const { change } of proposals) expect(evaluateResource('restricted', 'latest', change.after!)).toEqual([]);
    expect([unmet, judged]).toEqual([[], 2]);
  });

  it('says exactly what stays, and which finding is the cause where one is', () => {
    const { unmet, left } = harden(deployment(MOUNTING));
    expect(unmet).toMatchObject([
      { ref: { name: 'web' }, violations: [{ check: 'restrictedVolumes', detail: expect.stringContaining('"hostPath", "nfs"') }] },
    ]);
    expect(left.map(({ finding }) => finding.remediation)).toEqual(['host-path']);
  });

  it('asks about each finding as the fixes before it leave the object', () => {
    const asked: string[] = [];
    const refuses: HardeningRequest['refuses'] = ({ remediation, fix }) => {
      asked.push(`${remediation} ${fix}`);
      return remediation === 'privileged' ? 'somebody needs it' : undefined;
    };
    const { left, unmet } = harden(deployment(PRIVILEGED), { refuses });
    // While it is privileged, the API server refuses allowPrivilegeEscalation: false.
    expect(asked).toContain('privilege-escalation guide');
    expect(left.map(({ finding }) => finding.remediation)).toEqual(['privileged', 'privilege-escalation']);
    expect(unmet[0]?.violations.map(({ check }) => check)).toEqual(['privileged', 'allowPrivilegeEscalation']);
    expect(idsOf(harden(deployment(PRIVILEGED)))).toContain('privilege-escalation');
  });

  it('judges by the version that is asked for, as far as the server knows it', () => {
    const own = deployment('{ hostUsers: false, containers: [{ name: a }] }');
    expect(idsOf(harden(own))).not.toContain('run-as-root');
    expect(idsOf(harden(own, { version: 'v1.34' }))).toContain('run-as-root');
    const { version, chosen } = harden(own, { version: 'v1.36' }, { serverVersion: 'v1.33.1' });
    expect(version).toBe('v1.33');
    expect(chosen.map(({ remediation }) => remediation)).toContain('run-as-root');
    expect(idsOf(harden(deployment('{ containers: [{ name: a }] }'), { version: 'v1.7' }))).toEqual(['run-as-root']);
  });

  it('leaves pods to who makes them, and what a cluster lets nobody edit to a person', () => {
    const pod = (more: string) => `
apiVersion: v1
kind: Pod
metadata: { name: web-1, namespace: shop${more} }
spec: { containers: [{ name: a }] }
`;
    const by = (kind: string, name: string): string =>
      `, ownerReferences: [{ apiVersion: apps/v1, kind: ${kind}, name: ${name}, controller: true }]`;
    const set = `
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web-1, namespace: shop${by('Deployment', 'web')} }
spec: { template: { spec: { containers: [{ name: a }] } } }
`;
    const web = deployment('{ containers: [{ name: a }] }');
    expect(harden([web, set, pod(by('ReplicaSet', 'web-1'))].join('---')).judged).toBe(1);
    expect(harden([web, set, pod(by('Deployment', 'web'))].join('---')).judged).toBe(2);
    const bare = harden(pod(''), {}, { origin: 'cluster' });
    expect([bare.chosen, bare.proposals]).toEqual([[], []]);
    expect(bare.unmet[0]?.violations).toHaveLength(4);
    expect(bare.left.every(({ finding }) => finding.fix === 'guide')).toBe(true);
  });

  it('tells of parts of the cluster what they need by design', () => {
    const system = deployment('{ priorityClassName: system-node-critical, hostNetwork: true, containers: [{ name: a }] }');
    const { byDesign, unmet, proposals } = harden(system.replace('shop', 'kube-system'), { level: 'baseline' });
    expect(byDesign.map(({ remediation }) => remediation)).toContain('host-namespaces');
    expect([unmet.length, proposals.length]).toEqual([1, 0]);
  });

  it('looks at what is selected', () => {
    const both = `${deployment(PRIVILEGED)}---${deployment(PRIVILEGED, 'db')}`;
    const { proposals } = harden(both, { selects: ({ metadata }) => metadata.name === 'db' });
    expect(proposals.map(({ change }) => change.ref.name)).toEqual(['db']);
  });
});
