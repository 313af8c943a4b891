// The objects of a made-up cluster, the same in every run: Deployments, their ReplicaSets and pods, as an API server would list them.
export const PODS_PER_WORKLOAD = 10;
const WORKLOADS_PER_NAMESPACE = 100;

const uid = (kind, i) => `00000000-${String(kind).padStart(4, '0')}-4000-8000-${String(i).padStart(12, '0')}`;
const namespaceOf = (workload) => `team-${Math.floor(workload / WORKLOADS_PER_NAMESPACE)}`;
const CREATED = '2026-03-01T08:00:00Z';

const managed = (manager, operation, fields, subresource) => ({
  manager,
  operation,
  apiVersion: 'v1',
  time: CREATED,
  fieldsType: 'FieldsV1',
  fieldsV1: fields,
  ...(subresource ? { subresource } : {}),
});

/** The names of all fields of a value, as managedFields notes them. */
const fieldsOf = (value) => {
  if (Array.isArray(value))
    return Object.fromEntries(value.map((item, i) => [`k:{"name":"${item?.name ?? i}"}`, { '.': {}, ...fieldsOf(item) }]));
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, is]) => [`f:${name}`, fieldsOf(is)]));
};

const probe = (path) => ({
  httpGet: { path, port: 8080, scheme: 'HTTP' },
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
});

const container = (workload, name) => ({
  name,
  image: `registry.example.com/team/${name}-${workload}:1.${workload % 40}.2`,
  env: [
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'DATABASE_HOST', value: `db-${workload}.${namespaceOf(workload)}.svc.cluster.local` },
    { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
    { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: `db-${workload}`, key: 'password' } } },
  ],
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
  volumeMounts: [
    { name: 'config', mountPath: '/etc/app', readOnly: true },
    { name: 'cache', mountPath: '/var/cache' },
  ],
  livenessProbe: probe('/healthz'),
  readinessProbe: probe('/ready'),
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
  ...(workload % 3 === 0 ? { securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true } } : {}),
});

const podSpec = (workload) => ({
  volumes: [
    { name: 'config', configMap: { name: `app-${workload}`, defaultMode: 420 } },
    { name: 'cache', emptyDir: {} },
  ],
  containers: [container(workload, 'app'), container(workload, 'proxy')],
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  serviceAccountName: `app-${workload % 7}`,
  serviceAccount: `app-${workload % 7}`,
  securityContext: workload % 2 === 0 ? {} : { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  schedulerName: 'default-scheduler',
});

const labelsOf = (workload) => ({
  app: `app-${workload}`,
  'app.kubernetes.io/part-of': namespaceOf(workload),
  tier: workload % 2 === 0 ? 'web' : 'worker',
});

const owner = (apiVersion, kind, name, id) => ({ apiVersion, kind, name, uid: id, controller: true, blockOwnerDeletion: true });

const metadata = (kind, i, workload, name, spec, rest = {}) => ({
  name,
  namespace: namespaceOf(workload),
  uid: uid(kind, i),
  resourceVersion: String(100_000 + i),
  creationTimestamp: CREATED,
  labels: labelsOf(workload),
  ...rest,
  managedFields: [managed('kube-controller-manager', 'Update', fieldsOf({ metadata: { labels: labelsOf(workload) }, spec }))],
});

const template = (workload) => ({ metadata: { labels: labelsOf(workload) }, spec: podSpec(workload) });
const selector = (workload) => ({ matchLabels: { app: `app-${workload}` } });

export const deployment = (workload) => {
  const spec = {
    replicas: PODS_PER_WORKLOAD,
    selector: selector(workload),
    template: template(workload),
    strategy: { type: 'RollingUpdate' },
  };
  const counts = {
    replicas: PODS_PER_WORKLOAD,
    readyReplicas: PODS_PER_WORKLOAD,
    updatedReplicas: PODS_PER_WORKLOAD,
    availableReplicas: PODS_PER_WORKLOAD,
  };
  return {
    metadata: metadata(1, workload, workload, `app-${workload}`, spec, { generation: 3 }),
    spec,
    status: { observedGeneration: 3, ...counts },
  };
};

export const replicaSet = (workload) => {
  const spec = { replicas: PODS_PER_WORKLOAD, selector: selector(workload), template: template(workload) };
  const ownerReferences = [owner('apps/v1', 'Deployment', `app-${workload}`, uid(1, workload))];
  return {
    metadata: metadata(2, workload, workload, `app-${workload}-5d9c`, spec, { ownerReferences }),
    spec,
    status: { replicas: PODS_PER_WORKLOAD },
  };
};

const podStatus = (i, spec) => {
  const ip = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
  return {
    phase: 'Running',
    conditions: conditions.map((type) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: CREATED })),
    hostIP: `192.168.1.${i % 200}`,
    podIP: ip,
    podIPs: [{ ip }],
    startTime: CREATED,
    containerStatuses: spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: `registry.example.com/team/${name}@sha256:${String(i).padStart(64, '0')}`,
      containerID: `containerd://${String(i).padStart(64, 'a')}`,
      state: { running: { startedAt: CREATED } },
      lastState: {},
      ready: true,
      restartCount: 0,
      started: true,
    })),
    qosClass: 'Burstable',
  };
};

export const pod = (i) => {
  const workload = Math.floor(i / PODS_PER_WORKLOAD);
  const token = `kube-api-access-${i.toString(36).padStart(5, 'x')}`;
  const own = podSpec(workload);
  const spec = {
    ...own,
    volumes: [
      ...own.volumes,
      {
        name: token,
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          ],
          defaultMode: 420,
        },
      },
    ],
    containers: own.containers.map((of) => ({
      ...of,
      volumeMounts: [...of.volumeMounts, { name: token, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
    })),
    nodeName: `node-${i % 200}`,
    tolerations: ['not-ready', 'unreachable'].map((key) => ({
      key: `node.kubernetes.io/${key}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })),
  };
  const ownerReferences = [owner('apps/v1', 'ReplicaSet', `app-${workload}-5d9c`, uid(2, workload))];
  const status = podStatus(i, spec);
  const head = metadata(3, i, workload, `app-${workload}-5d9c-${i.toString(36).padStart(5, '0')}`, own, {
    generateName: `app-${workload}-5d9c-`,
    ownerReferences,
  });
  head.managedFields.push(
    managed('kubelet', 'Update', fieldsOf({ status: { conditions: status.conditions, podIP: 1, startTime: 1 } }), 'status'),
  );
  return { metadata: head, spec, status };
};

const small = (kind, i, name, namespace, rest = {}) => ({
  metadata: {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: uid(kind, i),
    resourceVersion: String(i + 1),
    creationTimestamp: CREATED,
  },
  ...rest,
});

/** `{ path of the list: { apiVersion, kind, items } }` for a cluster of so many workloads; `pods: false` leaves it at the Deployments. */
export const cluster = (workloads, { pods = true } = {}) => {
  const range = (n, make) => Array.from({ length: n }, (_, i) => make(i));
  const namespaces = [...new Set(range(workloads, namespaceOf)), 'kube-system'];
  const list = (apiVersion, kind, items) => ({ apiVersion, kind, items });
  return {
    '/api/v1/pods': list('v1', 'Pod', pods ? range(workloads * PODS_PER_WORKLOAD, pod) : []),
    '/apis/apps/v1/deployments': list('apps/v1', 'Deployment', range(workloads, deployment)),
    '/apis/apps/v1/replicasets': list('apps/v1', 'ReplicaSet', pods ? range(workloads, replicaSet) : []),
    '/api/v1/namespaces': list(
      'v1',
      'Namespace',
      namespaces.map((name, i) => small(4, i, name, undefined, { status: { phase: 'Active' } })),
    ),
    '/api/v1/serviceaccounts': list(
      'v1',
      'ServiceAccount',
      namespaces.flatMap((namespace, n) =>
        ['default', ...range(7, (i) => `app-${i}`)].map((name, i) => small(5, n * 8 + i, name, namespace)),
      ),
    ),
    '/api/v1/services': list(
      'v1',
      'Service',
      range(workloads, (i) =>
        small(6, i, `app-${i}`, namespaceOf(i), {
          spec: { selector: { app: `app-${i}` }, ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }] },
        }),
      ),
    ),
  };
};
