import { hostsOf, plainHosts } from '../src/analysis/network/ingressTls.ts';
import { namespaceOf } from '../src/analysis/namespaces.ts';
import { listed } from '../src/analysis/sentences.ts';
import { editOf } from '../src/core/change.ts';
import type { Answers, Edit, Input, Remediation } from '../src/core/remediation.ts';
import { annotationsOf, isRecord, type Resource } from '../src/core/resource.ts';
import { withFields } from '../src/core/securityContext.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { shellWord } from '../src/core/shellWord.ts';
import { kubernetes, kubescape, kyverno, nsa, polaris } from './references.ts';

const INGRESS = 'networking.k8s.io/Ingress';
const [ISSUER, CLUSTER_ISSUER] = ['cert-manager.io/Issuer', 'cert-manager.io/ClusterIssuer'];
/** By which cert-manager is asked for a certificate; the first wins where both issuers have the name. */
const ASKING: readonly (readonly [string, string])[] = [
  ['cert-manager.io/issuer', ISSUER],
  ['cert-manager.io/cluster-issuer', CLUSTER_ISSUER],
];
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const NOBODY = 'none';

const named = (resources: readonly Resource[]): readonly string[] => resources.map(({ metadata }) => metadata.name);

const secretsIn = (ingress: Resource, snapshot: Snapshot): readonly Resource[] => snapshot.list('Secret', namespaceOf(ingress));

const issuersFor = (ingress: Resource, snapshot: Snapshot): readonly string[] => [
  ...new Set(named([...snapshot.list(ISSUER, namespaceOf(ingress)), ...snapshot.list(CLUSTER_ISSUER)])),
];

const isAsked = (ingress: Resource): boolean => ASKING.some(([annotation]) => annotationsOf(ingress)[annotation] !== undefined);

/** Whether the Secrets of the namespace are known, and nobody else makes the one that is named. */
const mustExist = (ingress: Resource, snapshot: Snapshot): boolean =>
  snapshot.facts.origin === 'cluster' &&
  !snapshot.unread.some(({ kind, onlyIn }) => kind === 'Secret' && onlyIn !== namespaceOf(ingress)) &&
  issuersFor(ingress, snapshot).length === 0 &&
  !isAsked(ingress);

const secretInput = (ingress: Resource, snapshot: Snapshot): Input => {
  const certificates = named(secretsIn(ingress, snapshot).filter(({ type }) => type === 'kubernetes.io/tls'));
  const isMade = isAsked(ingress) || issuersFor(ingress, snapshot).length > 0;
  const known =
    certificates.length === 1 ? certificates[0] : isMade && certificates.length === 0 ? `${ingress.metadata.name}-tls` : undefined;
  const there = certificates.length > 1 ? ` (there are ${listed(certificates)})` : '';
  const hosts = hostsOf(ingress);
  return {
    name: 'secret',
    ask: `Name of the Secret with the certificate and key for ${hosts.length > 0 ? listed(hosts) : 'all hosts'}${there}`,
    ...(known === undefined ? {} : { default: known }),
    refuse: (value) => {
      if (!NAME.test(value)) return `"${value}" is no name of a Secret.`;
      if (!mustExist(ingress, snapshot) || named(secretsIn(ingress, snapshot)).includes(value)) return undefined;
      return `There is no Secret "${value}" in ${namespaceOf(ingress)}: create it with \`kubectl create secret tls ${shellWord(value)} -n ${shellWord(namespaceOf(ingress))} --cert=FILE --key=FILE\`.`;
    },
  };
};

const inputs = (ingress: Resource, snapshot: Snapshot): readonly Input[] => {
  const issuers = issuersFor(ingress, snapshot);
  const secret = secretInput(ingress, snapshot);
  if (issuers.length === 0 || isAsked(ingress)) return [secret];
  const makes = secretsIn(ingress, snapshot).every(({ type }) => type !== 'kubernetes.io/tls') && issuers.length === 1;
  return [
    secret,
    {
      name: 'issuer',
      ask: `Issuer of cert-manager that makes this certificate (${listed(issuers)}), or "${NOBODY}" where the Secret is there already`,
      default: makes ? issuers[0]! : NOBODY,
      refuse: (value) => (value === NOBODY || issuers.includes(value) ? undefined : `There is no issuer "${value}": ${listed(issuers)}.`),
    },
  ];
};

const issuerAnnotation = (issuer: string | undefined, ingress: Resource, snapshot: Snapshot): Readonly<Record<string, string>> => {
  if (issuer === undefined || issuer === NOBODY || isAsked(ingress)) return {};
  const found = ASKING.find(([, kind]) =>
    named(kind === ISSUER ? snapshot.list(kind, namespaceOf(ingress)) : snapshot.list(kind)).includes(issuer),
  );
  return found ? { [found[0]]: issuer } : {};
};

const fix = (ingress: Resource, snapshot: Snapshot, { secret, issuer }: Answers): readonly Edit[] => {
  const plain = plainHosts(ingress);
  if (secret === undefined || plain.length === 0) return [];
  const spec = isRecord(ingress['spec']) ? ingress['spec'] : {};
  const hosts = plain === 'all' ? hostsOf(ingress) : plain;
  const entry = { ...(hosts.length > 0 ? { hosts } : {}), secretName: secret };
  const added = issuerAnnotation(issuer, ingress, snapshot);
  const annotations = Object.keys(added).length > 0 ? { ...annotationsOf(ingress), ...added } : ingress.metadata.annotations;
  const tls: readonly unknown[] = plain === 'all' || !Array.isArray(spec['tls']) ? [] : spec['tls'];
  return [
    editOf(snapshot, ingress, {
      ...ingress,
      metadata: withFields(ingress.metadata, { annotations }) as typeof ingress.metadata,
      spec: withFields(spec, { tls: [...tls, entry] }),
    }),
  ];
};

const remediation: Remediation = {
  id: 'ingress-no-tls',
  title: 'An Ingress serves hosts without TLS',
  severity: 'medium',
  category: 'network',
  why: 'Everybody on the way reads what is sent, passwords and session cookies too, and can change it.',
  risk: 'Most controllers redirect plain HTTP to HTTPS then: clients that do not follow fail, and so do those that do not trust the certificate.',
  references: [
    kubescape('C-0263'),
    polaris('tlsSettingsMissing'),
    kyverno('other/require-ingress-https'),
    nsa('Network separation and hardening'),
    kubernetes('concepts/services-networking/ingress'),
  ],
  kinds: [INGRESS],
  hints: ['Secret', ISSUER, CLUSTER_ISSUER],
  find: (ingress) => {
    const plain = plainHosts(ingress);
    if (plain === 'all') return [{ path: 'spec.tls', detail: 'no host has TLS' }];
    return plain.map((host) => ({ path: 'spec.tls', detail: `no entry covers ${host}` }));
  },
  inputs,
  fix,
};
export default remediation;
