import { describe, expect, it } from 'vitest';
import { workplace } from './kubeharden.ts';

const ROLE = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ops }
rules: [{ apiGroups: [''], resources: ['*'], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ops }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ops }
subjects: [{ kind: User, name: ann, apiGroup: rbac.authorization.k8s.io }]
`;
const event = (resource: string, at: string): string =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    verb: 'get',
    user: { username: 'ann' },
    objectRef: { resource, namespace: 'shop', name: 'a', apiVersion: 'v1' },
    requestReceivedTimestamp: at,
  });

describe('--audit-log on a scan and its plan', () => {
  it('puts what was used in place of the wildcard, and says over which time', async () => {
    using place = workplace({
      'role.yaml': ROLE,
      'audit.log': [event('configmaps', '2026-11-02T00:00:00.000000Z'), event('pods', '2026-11-01T00:00:00.000000Z')].join('\n'),
    });
    const file = ['-f', `${place.folder}/role.yaml`, '--audit-log', `${place.folder}/audit.log`];
    const { stdout } = await place.run(['plan', 'wildcard-rights', '--accept', 'wildcard-rights', ...file]);
    expect(stdout).toMatch(/\+.*configmaps/);
    expect(stdout).toMatch(/\+.*pods/);
    expect(stdout).not.toMatch(/\+.*secrets/);
    const scan = await place.run(['scan', '-o', 'json', ...file]);
    expect(scan.stdout).toContain('from 2026-11-01T00:00:00.000000Z to 2026-11-02T00:00:00.000000Z');
  });

  it('says of a file that it is no log, and where one comes from', async () => {
    using place = workplace({ 'role.yaml': ROLE });
    const { code, stderr } = await place.run(['scan', '-f', `${place.folder}/role.yaml`, '--audit-log', `${place.folder}/role.yaml`]);
    expect(code).toBe(2);
    expect(stderr).toContain('holds no audit event');
    expect(stderr).toContain('--audit-log-format=json');
  });
});
