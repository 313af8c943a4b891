import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/psa-enforce.ts';
import { scanOne } from '../../src/core/scan.ts';
import { snapshotOf, type Facts } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { FACTS, resources, snapshotFrom } from './manifests.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const WARN = 'pod-security.kubernetes.io/warn';

const namespace = (labels: string, name = 'shop') => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }
`;
const SOUND = `
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers: [{ name: web, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }]`;
const WEAK = `
      containers: [{ name: web }]`;
const PRIVILEGED = `
      containers: [{ name: web, securityContext: { privileged: true } }]`;

const deployment = (spec: string, where = 'shop') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: ${where} }
spec:
  template:
    spec:${spec}
`;
const pod = (spec: string, phase = 'Running') => `
apiVersion: v1
kind: Pod
metadata: { name: web-1, namespace: shop }
status: { phase: ${phase} }
spec:${spec}
`;

describeRemediation(remediation, {
  weak: `${namespace(`${WARN}: restricted`)}---${deployment(WEAK)}`,
  hardened: `${namespace(`${WARN}: restricted, ${ENFORCE}: baseline`)}---${deployment(WEAK)}`,
  sound: [
    `${namespace(`${ENFORCE}: restricted`)}---${deployment(SOUND)}`,
    // Stricter than what runs: nobody loosens it.
    `${namespace(`${ENFORCE}: restricted`)}---${deployment(PRIVILEGED)}`,
    `${namespace('a: b')}---${deployment(PRIVILEGED)}`,
  ],
});

const judge = (yaml: string, facts: Partial<Facts> = {}) => scanOne(remediation, snapshotFrom(yaml, facts), () => undefined);
const doubtsOf = (yaml: string, facts: Partial<Facts> = {}): string =>
  judge(yaml, facts)
    .findings.flatMap(({ doubts }) => doubts.map((doubt) => doubt.text))
    .join('\n');
const levelAfter = (yaml: string) => {
  const snapshot = snapshotFrom(yaml);
  const [found] = snapshot.list('Namespace');
  return remediation.fix?.(found!, snapshot, {})[0]?.after?.metadata.labels?.[ENFORCE];
};

describe('psa-enforce', () => {
  it('enforces the strictest level that everything meets', () => {
    expect(levelAfter(`${namespace('a: b')}---${deployment(SOUND)}`)).toBe('restricted');
    expect(levelAfter(`${namespace(`${ENFORCE}: baseline`)}---${deployment(SOUND)}`)).toBe('restricted');
    expect(levelAfter(`${namespace('a: b')}---${deployment(SOUND)}---${pod(WEAK)}`)).toBe('baseline');
    expect(levelAfter(namespace('a: b'))).toBe('restricted');
  });

  it('judges by the version that the namespace pins', () => {
    const pinned = (version: string) => namespace(`pod-security.kubernetes.io/enforce-version: ${version}`);
    const spec = `
      securityContext: { runAsNonRoot: true }
      containers: [{ name: web, securityContext: { allowPrivilegeEscalation: false } }]`;
    expect(levelAfter(`${pinned('v1.18')}---${deployment(spec)}`)).toBe('restricted');
    expect(levelAfter(`${pinned('v1.19')}---${deployment(spec)}`)).toBe('baseline');
  });

  it('always doubts, because what comes later cannot be seen', () => {
    for (const yaml of [namespace('a: b'), `${namespace(`${WARN}: restricted`)}---${deployment(SOUND)}---${pod(SOUND)}`])
      expect(judge(yaml).findings.map(({ fix }) => fix)).toEqual(['guard']);
    expect(judge(namespace('a: b'), { origin: 'files' }).findings[0]?.fix).toBe('guard');
  });

  it('says what it stands on, what it could not see, and what the next level would refuse', () => {
    const said = doubtsOf(`${namespace('a: b')}---${deployment(WEAK)}---${pod(WEAK)}`);
    expect(said).toMatch(/1 pod and 1 template are here now/);
    expect(said).toMatch(/No pods now, .* Deployment web\./);
    expect(said).toMatch(/restricted would still refuse Pod web-1 \(allowPrivilegeEscalation != false, .*Deployment web/);
  });

  it('names what is over and would be refused if it came again', () => {
    const said = doubtsOf(`${namespace('a: b')}---${deployment(SOUND)}---${pod(PRIVILEGED, 'Succeeded')}`);
    expect(said).toMatch(/Over now, .*Pod web-1 \(privileged,/);
  });

  it('says how long the namespace has warned', () => {
    const warns = namespace(`${WARN}: restricted`);
    expect(doubtsOf(namespace('a: b'))).toMatch(/has not warned of anything yet/);
    expect(doubtsOf(warns)).toMatch(/is not known/);
    const since = (now: string) => doubtsOf(warns, { now, warnsSince: { shop: '2026-01-01T00:00:00Z' } });
    expect(since('2026-01-03T12:00:00Z')).toMatch(/warned for 2 days, too short/);
    expect(since('2026-01-31T00:00:00Z')).toMatch(/warned for 30 days; /);
    const made = warns.replace('name: shop,', 'name: shop, creationTimestamp: "2026-01-20T00:00:00Z",');
    expect(doubtsOf(made, { now: '2026-01-31T00:00:00Z', warnsSince: { shop: '2026-01-01T00:00:00Z' } })).toMatch(/is not known/);
  });

  it('pins a version where somebody chooses one, and enforces what is met by its rules', () => {
    const own = `
      hostUsers: false
      securityContext: { seccompProfile: { type: RuntimeDefault } }
      containers: [{ name: web, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }]`;
    const manifest = `${namespace(`${WARN}: restricted`)}---${deployment(own)}`;
    const snapshot = snapshotFrom(manifest);
    const [shop] = snapshot.list('Namespace');
    const after = (version: string) => remediation.fix?.(shop!, snapshot, { version })[0]?.after?.metadata.labels;
    expect(after('latest')).toEqual({ [WARN]: 'restricted', [ENFORCE]: 'restricted' });
    // Until v1.35 a user namespace excused nobody from runAsNonRoot.
    expect(after('v1.34')).toEqual({ [WARN]: 'restricted', [ENFORCE]: 'baseline', [`${ENFORCE}-version`]: 'v1.34' });
    const pinned = snapshot.with([
      { ref: snapshot.ref(shop!), resource: { ...shop!, metadata: { ...shop!.metadata, labels: after('v1.34')! } } },
    ]);
    expect(scanOne(remediation, pinned, () => undefined).findings).toEqual([]);
  });

  it('refuses a version by whose rules nothing stricter than now is met', () => {
    const snapshot = snapshotFrom(
      `${namespace(`${ENFORCE}: baseline`)}---${deployment(SOUND.replace('seccompProfile: { type: RuntimeDefault }', ''))}`,
    );
    const [version] = remediation.inputs?.(snapshot.list('Namespace')[0]!, snapshot) ?? [];
    expect(version?.refuse?.('latest')).toMatch(/no more than baseline/);
    expect(version?.refuse?.('v1.18')).toBeUndefined();
  });

  it('asks about an enforce label that says privileged', () => {
    expect(doubtsOf(namespace(`${ENFORCE}: privileged`))).toMatch(/Somebody set enforce to privileged/);
  });

  it('leaves kube-system, and namespaces of system components, as they are, with the reason', () => {
    expect(judge(namespace('a: b', 'kube-system')).byDesign[0]?.reason).toMatch(/components/);
    const plugin = `
      priorityClassName: system-node-critical
      hostNetwork: true
      containers: [{ name: agent }]`;
    const judged = judge(`${namespace('a: b')}---${deployment(plugin)}`);
    expect(judged.findings).toEqual([]);
    expect(judged.byDesign[0]?.reason).toBe('system components need it: Deployment web (host namespaces)');
  });

  it('decides nothing while pods cannot be read', () => {
    const entries = resources(namespace('a: b')).map((resource) => ({ resource }));
    const judged = scanOne(remediation, snapshotOf(entries, FACTS, [{ kind: 'Pod', reason: 'forbidden' }]), () => undefined);
    expect(judged.findings).toEqual([]);
    expect(judged.notChecked[0]?.reason).toMatch(/Pod: forbidden/);
  });

  it('judges no namespace that files only name', () => {
    expect(judge(deployment(SOUND), { origin: 'files' }).findings).toEqual([]);
  });
});
