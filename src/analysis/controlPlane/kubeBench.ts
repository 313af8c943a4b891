import { field, isRecord, items, text } from '../../core/resource.ts';

export interface Recommendation {
  /** As the benchmark that was run numbers it. */
  readonly number: string;
  /** `cis-1.8`, `eks-1.5.0` */
  readonly benchmark: string;
  readonly title: string;
  readonly status: 'PASS' | 'FAIL' | 'WARN' | 'INFO';
  /** What kube-bench says to do. */
  readonly remedy: string;
  /** The number in the CIS Kubernetes Benchmark 1.12, where the title has one there. */
  readonly cis?: string;
}

type Part = 'apiserver' | 'controller-manager' | 'scheduler' | 'etcd' | 'kubelet' | 'kube-proxy' | 'policies';

/** Numbers differ from version to version and from provider to provider; titles hardly do. Of CIS 1.12. */
const TITLES: Readonly<Record<Part, readonly (readonly [RegExp, string])[]>> = {
  apiserver: [
    [/--anonymous-auth|anonymous requests/i, '1.2.1'],
    [/--(?:token|basic)-auth-file/, '1.2.2'],
    [/DenyServiceExternalIPs/, '1.2.3'],
    [/--kubelet-client-certificate/, '1.2.4'],
    [/--kubelet-certificate-authority/, '1.2.5'],
    [/not set to AlwaysAllow/, '1.2.6'],
    [/--authorization-mode argument includes Node/, '1.2.7'],
    [/--authorization-mode argument includes RBAC/, '1.2.8'],
    [/EventRateLimit/, '1.2.9'],
    [/AlwaysAdmit/, '1.2.10'],
    [/AlwaysPullImages/, '1.2.11'],
    [/plugin ServiceAccount/, '1.2.12'],
    [/NamespaceLifecycle/, '1.2.13'],
    [/NodeRestriction/, '1.2.14'],
    [/--profiling/, '1.2.15'],
    [/--audit-log-path/, '1.2.16'],
    [/--audit-log-maxage/, '1.2.17'],
    [/--audit-log-maxbackup/, '1.2.18'],
    [/--audit-log-maxsize/, '1.2.19'],
    [/--request-timeout/, '1.2.20'],
    [/--service-account-lookup/, '1.2.21'],
    [/--service-account-key-file/, '1.2.22'],
    [/--etcd-certfile/, '1.2.23'],
    [/--tls-cert-file/, '1.2.24'],
    [/--client-ca-file/, '1.2.25'],
    [/--etcd-cafile/, '1.2.26'],
    [/--encryption-provider-config/, '1.2.27'],
    [/encryption providers/i, '1.2.28'],
    [/Cryptographic Ciphers/, '1.2.29'],
    [/--service-account-extend-token-expiration/, '1.2.30'],
    [/minimal audit policy/, '3.2.1'],
    [/audit policy covers/, '3.2.2'],
    [/Client certificate authentication should not/, '3.1.1'],
  ],
  'controller-manager': [
    [/--terminated-pod-gc-threshold/, '1.3.1'],
    [/--profiling/, '1.3.2'],
    [/--use-service-account-credentials/, '1.3.3'],
    [/--service-account-private-key-file/, '1.3.4'],
    [/--root-ca-file/, '1.3.5'],
    [/RotateKubeletServerCertificate/, '1.3.6'],
    [/--bind-address/, '1.3.7'],
  ],
  scheduler: [
    [/--profiling/, '1.4.1'],
    [/--bind-address/, '1.4.2'],
  ],
  etcd: [
    [/--peer-cert-file/, '2.4'],
    [/--peer-client-cert-auth/, '2.5'],
    [/--peer-auto-tls/, '2.6'],
    [/--cert-file/, '2.1'],
    [/--client-cert-auth/, '2.2'],
    [/--auto-tls/, '2.3'],
    [/unique Certificate Authority/, '2.7'],
  ],
  kubelet: [
    [/--?anonymous-auth|Anonymous Auth/i, '4.2.1'],
    [/--authorization-mode/, '4.2.2'],
    [/--client-ca-file|client CA file/i, '4.2.3'],
    [/--read-only-port/, '4.2.4'],
    [/--streaming-connection-idle-timeout/, '4.2.5'],
    [/--make-iptables-util-chains/, '4.2.6'],
    [/--hostname-override/, '4.2.7'],
    [/event-?(?:record-?)?qps/i, '4.2.8'],
    [/--tls-cert-file/, '4.2.9'],
    [/--rotate-certificates/, '4.2.10'],
    [/RotateKubeletServerCertificate/, '4.2.11'],
    [/Cryptographic Ciphers/, '4.2.12'],
    [/limit is set on pod PIDs/, '4.2.13'],
    [/--seccomp-default/, '4.2.14'],
  ],
  'kube-proxy': [[/metrics service is bound to localhost/, '4.3.1']],
  policies: [
    [/cluster-admin role is only used/, '5.1.1'],
    [/access to secrets/i, '5.1.2'],
    [/wildcard use/i, '5.1.3'],
    [/access to create pods/i, '5.1.4'],
    [/default service accounts? (?:are|is) not actively used/i, '5.1.5'],
    [/Service Account Tokens are only mounted/i, '5.1.6'],
    [/system:masters/, '5.1.7'],
    [/Bind, Impersonate and Escalate/i, '5.1.8'],
    [/create persistent volumes/i, '5.1.9'],
    [/proxy sub-resource of nodes/i, '5.1.10'],
    [/approval sub-resource/i, '5.1.11'],
    [/webhook configuration objects/i, '5.1.12'],
    [/service account token creation/i, '5.1.13'],
    [/policy control mechanism/i, '5.2.1'],
    [/admission of privileged containers/i, '5.2.2'],
    [/host process ID namespace/i, '5.2.3'],
    [/host IPC namespace/i, '5.2.4'],
    [/host network namespace/i, '5.2.5'],
    [/allowPrivilegeEscalation/i, '5.2.6'],
    [/admission of root containers/i, '5.2.7'],
    [/NET_RAW/, '5.2.8'],
    [/containers with (?:added )?capabilities(?! assigned)/i, '5.2.9'],
    [/capabilities assigned/i, '5.2.10'],
    [/HostProcess/i, '5.2.11'],
    [/HostPath volumes/i, '5.2.12'],
    [/HostPorts/i, '5.2.13'],
    [/CNI in use supports/i, '5.3.1'],
    [/Namespaces have Network ?Policies/i, '5.3.2'],
    [/secrets as files over/i, '5.4.1'],
    [/external secret storage/i, '5.4.2'],
    [/ImagePolicyWebhook/, '5.5.1'],
    [/administrative boundaries/i, '5.7.1'],
    [/seccomp profile/i, '5.7.2'],
    [/Security ?Context to Your Pods/i, '5.7.3'],
    [/default namespace should not be used/i, '5.7.4'],
  ],
};

const PARTS: readonly (readonly [RegExp, Part])[] = [
  [/api ?server|authentication|logging/i, 'apiserver'],
  [/controller manager/i, 'controller-manager'],
  [/scheduler/i, 'scheduler'],
  [/etcd/i, 'etcd'],
  [/kubelet/i, 'kubelet'],
  [/kube-?proxy/i, 'kube-proxy'],
];

/** The part of the cluster that a group of recommendations is about: by its heading, else by the kind of node. */
const partOf = (heading: string, nodeType: string): Part =>
  PARTS.find(([named]) => named.test(heading))?.[1] ?? (nodeType === 'etcd' ? 'etcd' : nodeType === 'node' ? 'kubelet' : 'policies');

const STATUSES = ['PASS', 'FAIL', 'WARN', 'INFO'] as const;

const recommendation = (result: unknown, part: Part, benchmark: string): readonly Recommendation[] => {
  const [number, title] = [text(field(result, 'test_number')), text(field(result, 'test_desc')) ?? ''];
  const status = STATUSES.find((one) => one === field(result, 'status'));
  if (number === undefined || status === undefined) return [];
  const isFile = /file permissions|ownership|permissions (?:are|is) set/i.test(title);
  const known = isFile ? undefined : TITLES[part].find(([form]) => form.test(title))?.[1];
  const cis = known ?? (benchmark === 'cis-1.12' ? number : undefined);
  const remedy = (text(field(result, 'remediation')) ?? '').trim();
  return [
    {
      number,
      benchmark,
      title: title.replace(/ \((?:Manual|Automated|Not Scored|Scored)\)$/, ''),
      status,
      remedy,
      ...(cis === undefined ? {} : { cis }),
    },
  ];
};

const ofControls = (controls: unknown): readonly Recommendation[] => {
  const [benchmark, nodeType] = [text(field(controls, 'version')) ?? '', text(field(controls, 'node_type')) ?? ''];
  return items(field(controls, 'tests')).flatMap((group) => {
    const part = partOf(text(group['desc']) ?? '', nodeType);
    return items(group['results']).flatMap((result) => recommendation(result, part, benchmark));
  });
};

/** What kube-bench found: its JSON, or that of old versions, which is one object or a list; undefined for anything else. */
export const kubeBenchResults = (report: unknown): readonly Recommendation[] | undefined => {
  const controls = isRecord(report) && Array.isArray(report['Controls']) ? report['Controls'] : Array.isArray(report) ? report : [report];
  const known = items(controls).filter((one) => Array.isArray(one['tests']));
  return known.length === 0 ? undefined : known.flatMap(ofControls);
};
