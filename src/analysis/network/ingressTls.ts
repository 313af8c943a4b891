import { annotationsOf, field, items, text, type Resource } from '../../core/resource.ts';

/** Annotations by which controllers are told of certificates that do not stand in `spec.tls`, or to leave TLS to the pods. */
const ELSEWHERE: readonly (readonly [string, RegExp])[] = [
  ['alb.ingress.kubernetes.io/certificate-arn', /./],
  ['networking.gke.io/managed-certificates', /./],
  ['ingress.gcp.kubernetes.io/pre-shared-cert', /./],
  ['traefik.ingress.kubernetes.io/router.tls', /^true$/],
  ['nginx.ingress.kubernetes.io/ssl-passthrough', /^true$/],
];

const strings = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string' && item !== '') : [];

/** The hosts that an Ingress serves; none means every host. */
export const hostsOf = (ingress: Resource): readonly string[] => [
  ...new Set(strings(items(field(ingress, 'spec', 'rules')).map((rule) => rule['host']))),
];

/** A wildcard stands for one label. */
const means = (certified: string, host: string): boolean =>
  certified === host || (certified.startsWith('*.') && host.slice(host.indexOf('.')) === certified.slice(1));

/** Hosts without TLS; `all` where nothing has any. An entry of `spec.tls` without hosts is for all of them. */
export const plainHosts = (ingress: Resource): readonly string[] | 'all' => {
  const annotations = annotationsOf(ingress);
  if (ELSEWHERE.some(([name, value]) => value.test(text(annotations[name]) ?? ''))) return [];
  const entries = items(field(ingress, 'spec', 'tls'));
  if (entries.length === 0) return 'all';
  if (entries.some((entry) => strings(entry['hosts']).length === 0)) return [];
  const certified = entries.flatMap((entry) => strings(entry['hosts']));
  return hostsOf(ingress).filter((host) => !certified.some((one) => means(one, host)));
};
