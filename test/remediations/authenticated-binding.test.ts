import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/authenticated-binding.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const API = 'apiVersion: rbac.authorization.k8s.io/v1';
const binding = (role: string, subjects: string, metadata = '{ name: everybody }'): string => `
${API}
kind: ClusterRoleBinding
metadata: ${metadata}
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: '${role}' }
subjects: [${subjects}]
`;
const role = (name: string, rule: string): string => `${API}\nkind: ClusterRole\nmetadata: { name: '${name}' }\nrules: [${rule}]\n`;
const READER = role('reader', "{ apiGroups: [''], resources: [pods], verbs: [get] }");
const group = (name: string): string => `{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: '${name}' }`;
const EVERYBODY = group('system:authenticated');
const MASTERS = group('system:masters');
const DEFAULT = '{ name: cluster-admin, labels: { kubernetes.io/bootstrapping: rbac-defaults } }';

describeRemediation(remediation, {
  weak: `${binding('reader', `${EVERYBODY}, ${group('ops')}, ${MASTERS}`)}---\n${READER}`,
  hardened: `${binding('reader', group('ops'))}---\n${READER}`,
  sound: [
    binding('system:discovery', EVERYBODY),
    `${binding('paths', EVERYBODY)}---\n${role('paths', '{ nonResourceURLs: [/version], verbs: [get] }')}`,
    binding('cluster-admin', MASTERS, DEFAULT),
    `${binding('reader', group('ops'))}---\n${READER}`,
  ],
});

describe('authenticated-binding', () => {
  const findings = (yaml: string, origin: 'cluster' | 'files' = 'cluster') =>
    scanOne(remediation, snapshotFrom(yaml, { origin }), () => undefined).findings;

  it('says what everybody loses, and that system:masters loses nothing', () => {
    expect(findings(`${binding('reader', EVERYBODY)}---\n${READER}`)[0]?.doubts[0]?.text).toMatch(
      /every ServiceAccount loses this.*get pods/,
    );
    expect(findings(`${binding('reader', MASTERS)}---\n${READER}`)[0]?.fix).toBe('auto');
  });

  it('takes a role that files do not hold for more than discovery, and one that a cluster does not have for nothing', () => {
    expect(findings(binding('elsewhere', EVERYBODY), 'files')).toHaveLength(1);
    expect(findings(binding('elsewhere', EVERYBODY))).toEqual([]);
  });
});
