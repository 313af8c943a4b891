import fc from 'fast-check';

export type Spec = Record<string, unknown>;

const oneOf = fc.constantFrom;

/** Records with some of these fields; a field that is not drawn is absent. */
const some = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Spec> => fc.record(fields, { requiredKeys: [] });

const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });

const profile = (...more: readonly string[]): fc.Arbitrary<Spec> =>
  oneOf(...['RuntimeDefault', 'Localhost', 'Unconfined', ...more]).map((type) =>
    type === 'Localhost' ? { type, localhostProfile: 'profiles/audit.json' } : { type },
  );

const context = {
  runAsNonRoot: fc.boolean(),
  runAsUser: oneOf(0, 1000),
  seccompProfile: profile(),
  appArmorProfile: rarely(profile()),
  seLinuxOptions: rarely(
    some({ type: oneOf('', 'container_t', 'container_engine_t', 'spc_t'), user: oneOf('', 'root'), role: oneOf('', 'sysadm_r') }),
  ),
};

const CAPABILITIES = ['ALL', 'CHOWN', 'NET_BIND_SERVICE', 'NET_RAW', 'SYS_TIME'];

const SOUND: Spec = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

const containerContext = fc.oneof(
  fc.constant(SOUND),
  some({
    ...context,
    allowPrivilegeEscalation: fc.boolean(),
    privileged: rarely(fc.boolean()),
    capabilities: some({ add: fc.subarray(CAPABILITIES), drop: fc.subarray(CAPABILITIES) }),
  }),
);

const action = fc.oneof(
  some({ host: oneOf('', '127.0.0.1', 'example.org') }).map((host) => ({ httpGet: { port: 80, ...host } })),
  some({ host: oneOf('', '10.0.0.1') }).map((host) => ({ tcpSocket: { port: 80, ...host } })),
);

const container = (name: string): fc.Arbitrary<Spec> =>
  some({
    securityContext: containerContext,
    ports: rarely(
      fc
        .uniqueArray(oneOf(80, 443, 8080), { maxLength: 2 })
        .map((ports) => ports.map((port, i) => (i === 0 ? { containerPort: port } : { containerPort: port, hostPort: port }))),
    ),
  }).map((fields) => ({ name, image: 'registry.k8s.io/pause', ...fields }));

const served = (name: string): fc.Arbitrary<Spec> =>
  fc
    .tuple(
      container(name),
      some({ livenessProbe: rarely(action), readinessProbe: rarely(action), lifecycle: rarely(some({ preStop: action })) }),
    )
    .map(([fields, probes]) => ({ ...fields, ...probes }));

const SOURCES: readonly Spec[] = [
  {},
  { emptyDir: {} },
  { configMap: { name: 'c' } },
  { secret: { secretName: 's' } },
  { projected: { sources: [] } },
  { persistentVolumeClaim: { claimName: 'c' } },
  { csi: { driver: 'csi.example.org' } },
  { hostPath: { path: '/var/log' } },
  { nfs: { server: 'nfs.example.org', path: '/' } },
  { iscsi: { targetPortal: '10.0.0.1', iqn: 'iqn.2001-04.com.example:x', lun: 0 } },
  { cephfs: { monitors: ['10.0.0.1'] } },
];

const volumes = fc
  .subarray([...SOURCES], { minLength: 1, maxLength: 3 })
  .map((list) => list.map((source, i) => ({ name: `v${i}`, ...source })));

const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'kernel.msgmax',
];

const podContext = some({
  ...context,
  sysctls: rarely(fc.subarray(SYSCTLS).map((names) => names.map((name) => ({ name, value: '1' })))),
});

const containers = fc
  .tuple(rarely(container('init')), served('app'), rarely(served('sidecar')))
  .map(([init, ...rest]) => ({ ...(init ? { initContainers: [init] } : {}), containers: rest.filter((one) => one !== undefined) }));

const HOST = ['hostNetwork', 'hostPID', 'hostIPC'];

/** A pod in a user namespace of its own shares none with the host, and only there /proc may be unmasked. */
const possible = (spec: Spec, procMount: string | undefined): Spec => {
  const { hostUsers, ...rest } = spec;
  if (hostUsers === undefined || HOST.some((name) => spec[name] === true)) return rest;
  const [first, ...others] = spec['containers'] as readonly Spec[];
  const masked = hostUsers === true || procMount === undefined;
  const securityContext = { ...(first?.['securityContext'] as Spec | undefined), procMount };
  return masked ? spec : { ...spec, containers: [{ ...first, securityContext }, ...others] };
};

/** Pod specs as people write them, weak and sound; the server finds few of them invalid. */
export const podSpecs: fc.Arbitrary<Spec> = fc
  .tuple(
    containers,
    some({
      securityContext: podContext,
      volumes: rarely(volumes),
      hostNetwork: rarely(fc.boolean()),
      hostPID: rarely(fc.boolean()),
      hostIPC: rarely(fc.boolean()),
      hostUsers: rarely(fc.boolean()),
    }),
    oneOf(undefined, 'Default', 'Unmasked'),
  )
  .map(([lists, spec, procMount]) => possible({ ...lists, ...spec }, procMount));

/** What Windows has instead: no Linux fields, and host processes only for all containers together. */
export const windowsSpecs: fc.Arbitrary<Spec> = fc
  .record({ hostProcess: fc.boolean(), runAsNonRoot: fc.boolean() })
  .map(({ hostProcess, runAsNonRoot }) => ({
    os: { name: 'windows' },
    containers: [{ name: 'app', image: 'registry.k8s.io/pause' }],
    hostNetwork: hostProcess,
    securityContext: { runAsNonRoot, windowsOptions: { hostProcess } },
  }));

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/app';
const SECCOMP = ['seccomp.security.alpha.kubernetes.io/pod', 'container.seccomp.security.alpha.kubernetes.io/app'];

/** Annotations with which profiles were set before there were fields for them. */
export const podAnnotations: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: oneOf('runtime/default', 'localhost/own', 'unconfined').map((value) => ({ [APPARMOR]: value })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(oneOf(...SECCOMP), oneOf('runtime/default', 'docker/default', 'localhost/own', 'unconfined'))
      .map(([name, value]) => ({ [name]: value })),
  },
);
