import { describe, expect, it } from 'vitest';
import { containers, judged, type Row } from './judged.ts';

const NON_ROOT = 'runAsNonRoot != true';
const WINDOWS = { os: { name: 'windows' }, containers: [{ name: 'a' }] };
const inUserNamespace = (context: Record<string, unknown>) => ({ spec: { hostUsers: false, ...containers({ a: context }).spec } });
const mustSetSeccomp = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';

const ROWS: readonly Row[] = [
  ['allowPrivilegeEscalation', 'v1.7', containers({ a: {} }), undefined],
  [
    'allowPrivilegeEscalation',
    'v1.8',
    { spec: { initContainers: [{ name: 'i' }], containers: [{ name: 'a', securityContext: null }], ephemeralContainers: [{ name: 'e' }] } },
    ['allowPrivilegeEscalation != false', 'containers "i", "a", "e" must set securityContext.allowPrivilegeEscalation=false'],
  ],
  [
    'allowPrivilegeEscalation',
    'v1.24',
    { spec: WINDOWS },
    ['allowPrivilegeEscalation != false', 'container "a" must set securityContext.allowPrivilegeEscalation=false'],
  ],
  ['allowPrivilegeEscalation', 'v1.25', { spec: WINDOWS }, undefined],
  ['capabilities_restricted', 'v1.21', containers({ a: {} }), undefined],
  ['capabilities_restricted', 'v1.22', containers({ a: { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } } }), undefined],
  [
    'capabilities_restricted',
    'v1.22',
    containers({ a: {}, b: { capabilities: { drop: ['ALL'], add: ['CHOWN'] } } }),
    [
      'unrestricted capabilities',
      'container "a" must set securityContext.capabilities.drop=["ALL"]; container "b" must not include "CHOWN" in securityContext.capabilities.add',
    ],
  ],
  ['capabilities_restricted', 'v1.25', { spec: WINDOWS }, undefined],
  [
    'procMount_restricted',
    'v1.35',
    inUserNamespace({ procMount: 'Unmasked' }),
    ['procMount', 'container "a" must not set securityContext.procMount to "Unmasked"'],
  ],
  [
    'restrictedVolumes',
    'v1.0',
    {
      spec: {
        volumes: [
          { name: 'x', nfs: {} },
          { name: 'y', hostPath: {} },
          { name: 'z', emptyDir: {} },
          { name: 'n', configMap: null, rbd: {} },
        ],
      },
    },
    ['restricted volume types', 'volumes "x", "y", "n" use restricted volume types "hostPath", "nfs", "rbd"'],
  ],
  ['runAsNonRoot', 'v1.0', containers({ a: {} }, { runAsNonRoot: true }), undefined],
  ['runAsNonRoot', 'v1.0', containers({ a: { runAsNonRoot: true } }), undefined],
  [
    'runAsNonRoot',
    'v1.0',
    containers({ a: {}, b: {} }),
    [NON_ROOT, 'pod or containers "a", "b" must set securityContext.runAsNonRoot=true'],
  ],
  [
    'runAsNonRoot',
    'v1.0',
    containers({ a: { runAsNonRoot: false }, b: {} }, { runAsNonRoot: false }),
    [NON_ROOT, 'pod and container "a" must not set securityContext.runAsNonRoot=false'],
  ],
  ['runAsNonRoot', 'v1.34', inUserNamespace({}), [NON_ROOT, 'pod or container "a" must set securityContext.runAsNonRoot=true']],
  ['runAsNonRoot', 'v1.35', inUserNamespace({ runAsNonRoot: false }), undefined],
  ['runAsUser', 'v1.22', containers({ a: { runAsUser: 0 } }), undefined],
  ['runAsUser', 'v1.23', containers({ a: { runAsUser: 0 } }, { runAsUser: 1 }), ['runAsUser=0', 'container "a" must not set runAsUser=0']],
  ['runAsUser', 'v1.35', inUserNamespace({ runAsUser: 0 }), undefined],
  ['seccompProfile_restricted', 'v1.18', containers({ a: {} }), undefined],
  ['seccompProfile_restricted', 'v1.19', containers({ a: {} }), ['seccompProfile', `pod or container "a" ${mustSetSeccomp}`]],
  ['seccompProfile_restricted', 'v1.19', containers({ a: {} }, { seccompProfile: { type: 'Localhost' } }), undefined],
  [
    'seccompProfile_restricted',
    'v1.19',
    containers({ a: {} }, { seccompProfile: { type: 'Unconfined' } }),
    ['seccompProfile', 'pod must not set securityContext.seccompProfile.type to "Unconfined"'],
  ],
  ['seccompProfile_restricted', 'v1.25', { spec: WINDOWS }, undefined],
];

describe('restricted checks', () => {
  it.each(ROWS)('%s at %s: %j', (check, version, pod, expected) => {
    expect(judged('restricted', check, version, pod)).toEqual(expected);
  });
});
