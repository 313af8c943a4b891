import { creationOf, type Change } from '../../src/core/change.ts';
import { refOf, type Ref, type Resource } from '../../src/core/resource.ts';

export const NS = 'payments';

const deployment = (name: string, container: Record<string, unknown> = {}, template: Record<string, unknown> = {}): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: NS },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name }, ...template },
      spec: { containers: [{ name: 'main', image: 'registry.example/main:1', ...container }] },
    },
  },
});

const binding: Resource = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'left-over', namespace: NS },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  subjects: [{ kind: 'ServiceAccount', name: 'gone', namespace: NS }],
};

const policy: Resource = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'default-deny', namespace: NS },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
};

const account: Resource = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: NS } };
const namespace: Resource = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NS } };
const secretive = deployment('secretive', { env: [{ name: 'DB_PASSWORD', value: 'hunter2-hunter2' }] });
const plain = deployment('plain');
/** Does not start once it may not escalate. */
const needy = deployment('needy', {}, { annotations: { 'testcluster/needs': 'escalation' } });

export const CLUSTER: readonly Resource[] = [namespace, account, plain, needy, secretive, binding];

/** A copy that a test may write to. */
interface Draft {
  metadata: { labels?: Record<string, string> };
  spec: { template: { spec: { containers: Record<string, unknown>[] } } };
  automountServiceAccountToken?: boolean;
}

const edited = (live: Resource, change: (draft: Draft) => void): Resource => {
  const draft = structuredClone(live) as unknown as Draft;
  change(draft);
  return draft as unknown as Resource;
};

export const withoutEscalation = (live: Resource): Resource =>
  edited(live, ({ spec }) => void (spec.template.spec.containers[0]!['securityContext'] = { allowPrivilegeEscalation: false }));

export const labelled =
  (name: string, value: string) =>
  (live: Resource): Resource =>
    edited(live, ({ metadata }) => void (metadata.labels = { ...metadata.labels, [name]: value }));

const EDITS: readonly (readonly [Resource, (live: Resource) => Resource])[] = [
  [namespace, labelled('pod-security.kubernetes.io/warn', 'baseline')],
  [account, (live) => edited(live, (draft) => void (draft.automountServiceAccountToken = false))],
  [plain, withoutEscalation],
  [secretive, withoutEscalation],
  [needy, withoutEscalation],
];

/** All objects that a run of these tests touches. */
export const REFS: readonly Ref[] = [...CLUSTER, policy].map((object) => refOf(object));

/** Five edits, of which the last breaks its workload, a creation and a deletion, on objects as they live. */
export const changesOn = async (get: (ref: Ref) => Promise<Resource | undefined>): Promise<readonly Change[]> => {
  const edits = EDITS.map(async ([object, change]): Promise<Change> => {
    const before = (await get(refOf(object)))!;
    return { ref: refOf(object), before, after: change(before) };
  });
  return [creationOf(policy), ...(await Promise.all(edits)), { ref: refOf(binding), before: (await get(refOf(binding)))! }];
};
