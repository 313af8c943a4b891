import { describe, expect, it } from 'vitest';
import { judged, containers, type Row } from './judged.ts';

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/a';
const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const APPARMOR_REASONS = { one: 'forbidden AppArmor profile', more: 'forbidden AppArmor profiles' };

const ROWS: readonly Row[] = [
  ['appArmorProfile', 'v1.0', containers({ a: { appArmorProfile: { type: 'Localhost' } } }), undefined],
  [
    'appArmorProfile',
    'v1.0',
    { spec: { securityContext: { appArmorProfile: {} } } },
    [APPARMOR_REASONS.one, 'pod must not set AppArmor profile type to ""'],
  ],
  [
    'appArmorProfile',
    'latest',
    { metadata: { annotations: { [APPARMOR]: 'unconfined' } }, ...containers({ a: { appArmorProfile: { type: 'Unconfined' } } }) },
    [APPARMOR_REASONS.more, `container "a" and annotation must not set AppArmor profile type to "Unconfined", "${APPARMOR}="unconfined""`],
  ],
  ['appArmorProfile', 'latest', { metadata: { annotations: { [APPARMOR]: 'localhost/x', other: 'unconfined' } }, spec: {} }, undefined],
  ['capabilities_baseline', 'v1.0', containers({ a: { capabilities: { add: ['CHOWN'] } } }), undefined],
  [
    'capabilities_baseline',
    'latest',
    containers({ a: { capabilities: { add: ['SYS_TIME', 'ALL'] } }, b: { capabilities: { add: ['ALL'] } } }),
    ['non-default capabilities', 'containers "a", "b" must not include "ALL", "SYS_TIME" in securityContext.capabilities.add'],
  ],
  ['hostNamespaces', 'v1.0', { spec: { hostIPC: true, hostNetwork: true } }, ['host namespaces', 'hostNetwork=true, hostIPC=true']],
  ['hostPathVolumes', 'v1.0', { spec: { volumes: [{ name: 'v', hostPath: {} }] } }, ['hostPath volumes', 'volume "v"']],
  [
    'hostPorts',
    'v1.0',
    { spec: { containers: [{ name: 'a', ports: [{ hostPort: 80 }, { hostPort: 443 }, { hostPort: 0 }] }] } },
    ['hostPort', 'container "a" uses hostPorts 443, 80'],
  ],
  ['hostProbesAndHostLifecycle', 'v1.33', { spec: { containers: [{ name: 'a', livenessProbe: { httpGet: { host: 'x' } } }] } }, undefined],
  [
    'hostProbesAndHostLifecycle',
    'v1.34',
    {
      spec: {
        initContainers: [{ name: 'b', lifecycle: { preStop: { tcpSocket: { host: '10.0.0.1' } } } }],
        containers: [{ name: 'a', livenessProbe: { httpGet: { host: '127.0.0.1' } }, startupProbe: { httpGet: { host: '' } } }],
      },
    },
    ['probe or lifecycle host', 'containers "a", "b" use probe or lifecycle hosts "10.0.0.1", "127.0.0.1"'],
  ],
  [
    'privileged',
    'v1.0',
    containers({ a: { privileged: true } }),
    ['privileged', 'container "a" must not set securityContext.privileged=true'],
  ],
  [
    'procMount',
    'v1.34',
    { spec: { hostUsers: false, ...containers({ a: { procMount: 'Unmasked' } }).spec } },
    ['procMount', 'container "a" must not set securityContext.procMount to "Unmasked"'],
  ],
  ['procMount', 'v1.35', { spec: { hostUsers: false, ...containers({ a: { procMount: 'Unmasked' } }).spec } }, undefined],
  ['seLinuxOptions', 'v1.31', containers({ a: { seLinuxOptions: { type: 'container_engine_t' } } }), undefined],
  [
    'seLinuxOptions',
    'v1.30',
    containers({ a: { seLinuxOptions: { type: 'container_engine_t' } } }, { seLinuxOptions: { user: 'root', role: 'r' } }),
    [
      'seLinuxOptions',
      'pod and container "a" set forbidden securityContext.seLinuxOptions: type "container_engine_t"; user may not be set; role may not be set',
    ],
  ],
  [
    'seccompProfile_baseline',
    'v1.18',
    { metadata: { annotations: { [SECCOMP]: 'un"confined' } }, spec: {} },
    ['seccompProfile', `forbidden annotation ${SECCOMP}="un\\"confined"`],
  ],
  ['seccompProfile_baseline', 'v1.19', { metadata: { annotations: { [SECCOMP]: 'unconfined' } }, spec: {} }, undefined],
  [
    'seccompProfile_baseline',
    'v1.19',
    containers({ a: { seccompProfile: { type: 'Unconfined' } } }),
    ['seccompProfile', 'container "a" must not set securityContext.seccompProfile.type to "Unconfined"'],
  ],
  ['sysctls', 'v1.27', { spec: { securityContext: { sysctls: [{ name: 'net.ipv4.ip_local_reserved_ports' }] } } }, undefined],
  [
    'sysctls',
    'v1.26',
    { spec: { securityContext: { sysctls: [{ name: 'net.ipv4.ip_local_reserved_ports' }, { name: 'toString' }] } } },
    ['forbidden sysctls', 'net.ipv4.ip_local_reserved_ports, toString'],
  ],
  [
    'windowsHostProcess',
    'v1.0',
    containers({ a: { windowsOptions: { hostProcess: true } } }, { windowsOptions: { hostProcess: true } }),
    ['hostProcess', 'pod and container "a" must not set securityContext.windowsOptions.hostProcess=true'],
  ],
];

describe('baseline checks', () => {
  it.each(ROWS)('%s at %s: %j', (check, version, pod, expected) => {
    expect(judged('baseline', check, version, pod)).toEqual(expected);
  });
});
