import { EVERYTHING } from './defaultRoles.ts';
import { covers } from './difference.ts';
import { ESCALATION } from './escalationRights.ts';
import { allows } from './request.ts';
import type { Rule } from './rules.ts';

/** A right that gives its holder more than it says. */
export interface StrongRight {
  readonly id: string;
  /** `reads Secrets`: what its holder does. */
  readonly does: string;
}

interface Named extends StrongRight {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resources: readonly string[];
  /** Means nothing in a RoleBinding: what it is about stands in no namespace. */
  readonly clusterOnly?: true;
}

const ALL: StrongRight = { id: 'everything', does: 'does everything' };
const WRITE = ['create', 'update', 'patch'];

/** What the Kubernetes documentation names as risks of privilege escalation (RBAC good practices). */
const NAMED: readonly Named[] = [
  { id: 'escalate', does: 'writes any rights into roles', ...ESCALATION.escalate },
  { id: 'bind', does: 'binds roles that it does not have', ...ESCALATION.bind },
  { id: 'impersonate', does: 'acts as others', ...ESCALATION.impersonate },
  { id: 'token-request', does: 'makes tokens of ServiceAccounts', ...ESCALATION.token },
  { id: 'secret-read', does: 'reads Secrets', verbs: ['get', 'list', 'watch'], group: '', resources: ['secrets'] },
  { id: 'certificate-approve', does: 'approves certificates', ...ESCALATION.approve, clusterOnly: true },
  { id: 'certificate-sign', does: 'signs certificates', ...ESCALATION.sign, clusterOnly: true },
  { id: 'nodes-proxy', does: 'runs commands in any pod by way of the kubelet', ...ESCALATION.nodesProxy, clusterOnly: true },
  { id: 'webhook-write', does: 'sees and changes what others write, by webhooks', ...ESCALATION.webhooks, clusterOnly: true },
  { id: 'volume-create', does: 'makes volumes of folders of nodes', ...ESCALATION.volumes, clusterOnly: true },
  { id: 'pod-create', does: 'makes pods', verbs: ['create'], group: '', resources: ['pods'] },
  {
    id: 'workload-write',
    does: 'makes workloads',
    verbs: WRITE,
    group: 'apps',
    resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'],
  },
  { id: 'job-write', does: 'makes jobs', verbs: ['create'], group: 'batch', resources: ['jobs', 'cronjobs'] },
  { id: 'pod-exec', does: 'runs commands in pods', verbs: ['create', 'get'], group: '', resources: ['pods/exec', 'pods/attach'] },
  {
    id: 'pod-debug',
    does: 'puts containers into running pods',
    verbs: ['update', 'patch'],
    group: '',
    resources: ['pods/ephemeralcontainers'],
  },
];

const grants = (rules: readonly Rule[], { verbs, group, resources }: Named): boolean =>
  rules.some((rule) => resources.some((resource) => verbs.some((verb) => allows(rule, { verb, group, resource }))));

/** The strong rights in these rules, strongest first; `everything` alone where that is so. Rights on single objects by name do not count. */
export const strongRightsIn = (rules: readonly Rule[], clusterWide: boolean): readonly StrongRight[] => {
  if (covers(rules, EVERYTHING.slice(0, 1))) return [ALL];
  return NAMED.filter((right) => (clusterWide || !right.clusterOnly) && grants(rules, right)).map(({ id, does }) => ({ id, does }));
};
