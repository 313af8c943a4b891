import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/psa-labels.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const namespace = (labels: string, name = 'shop') => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { team: checkout, ${labels} } }
`;
const WARN = 'pod-security.kubernetes.io/warn';
const AUDIT = 'pod-security.kubernetes.io/audit';
const ENFORCE = 'pod-security.kubernetes.io/enforce';

describeRemediation(remediation, {
  weak: namespace(`${ENFORCE}: baseline`),
  hardened: namespace(`${ENFORCE}: baseline, ${WARN}: restricted, ${AUDIT}: restricted`),
  sound: [
    namespace(`${WARN}: restricted, ${AUDIT}: restricted`),
    namespace(`${WARN}: baseline, ${AUDIT}: privileged`),
    namespace(`${ENFORCE}: restricted`),
  ],
});

const judge = (yaml: string, origin: 'cluster' | 'files' = 'cluster') =>
  scanOne(remediation, snapshotFrom(yaml, { origin }), () => undefined);
const labelsAfter = (yaml: string) => {
  const snapshot = snapshotFrom(yaml);
  const [found] = snapshot.list('Namespace');
  return remediation.fix?.(found!, snapshot, {})[0]?.after?.metadata.labels;
};

describe('psa-labels', () => {
  it('is automatic, also where there are no labels at all', () => {
    const bare = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }';
    expect(judge(bare).findings[0]?.fix).toBe('auto');
    expect(labelsAfter(bare)).toEqual({ [WARN]: 'restricted', [AUDIT]: 'restricted' });
  });

  it('adds what is missing, and leaves what somebody chose', () => {
    expect(labelsAfter(namespace(`${WARN}: baseline`))).toEqual({ team: 'checkout', [WARN]: 'baseline', [AUDIT]: 'restricted' });
  });

  it('replaces a level that the server cannot read, which warns of nothing', () => {
    expect(labelsAfter(namespace(`${WARN}: strict, ${AUDIT}: baseline`))).toMatchObject({ [WARN]: 'restricted', [AUDIT]: 'baseline' });
  });

  it('pins a version where somebody chooses one, and asks for none', () => {
    const [found] = judge(namespace(`${ENFORCE}: baseline`)).findings;
    expect(found?.fix).toBe('auto');
    const after = (yaml: string, version: string) => {
      const snapshot = snapshotFrom(yaml);
      return remediation.fix?.(snapshot.list('Namespace')[0]!, snapshot, { version })[0]?.after?.metadata.labels;
    };
    expect(after(namespace('a: b'), 'v1.30')).toMatchObject({ [`${WARN}-version`]: 'v1.30', [`${AUDIT}-version`]: 'v1.30' });
    expect(after(namespace(`${WARN}: restricted`), 'v1.30')).not.toHaveProperty([`${WARN}-version`]);
    expect(after(namespace('a: b'), 'latest')).not.toHaveProperty([`${WARN}-version`]);
    expect(after(namespace(`${WARN}-version: v1.24`), 'latest')).toHaveProperty([`${WARN}-version`], 'latest');
    expect(labelsAfter(namespace(`${WARN}-version: v1.24`))).toHaveProperty([`${WARN}-version`], 'v1.24');
  });

  it('refuses what is no version, and one that the server does not know', () => {
    const snapshot = snapshotFrom(namespace('a: b'), { serverVersion: 'v1.33.2' });
    const [version] = remediation.inputs?.(snapshot.list('Namespace')[0]!, snapshot) ?? [];
    expect(version).toMatchObject({ name: 'version', default: 'latest' });
    expect(version?.refuse?.('1.30')).toMatch(/is no version/);
    expect(version?.refuse?.('v1.34')).toMatch(/nothing newer than v1\.33/);
    for (const known of ['latest', 'v1.33', 'v1.20']) expect(version?.refuse?.(known)).toBeUndefined();
  });

  it('leaves kube-system as it is, with the reason', () => {
    const judged = judge(namespace('a: b', 'kube-system'));
    expect(judged.findings).toEqual([]);
    expect(judged.byDesign[0]?.reason).toMatch(/components/);
  });

  it('judges no namespace that files only name', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec: {}';
    expect(judge(pod, 'files').findings).toEqual([]);
  });
});
