import { accountResource, mountsToken, readsToken, workloadsOf } from '../src/analysis/accounts.ts';
import { describeGrant, grantsTo, RBAC_KINDS, type Account } from '../src/analysis/rbac/grants.ts';
import { listed } from '../src/analysis/sentences.ts';
import { editOf } from '../src/core/change.ts';
import type { Doubt, Remediation } from '../src/core/remediation.ts';
import { describeRef, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { podSpecOf, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { checkov, cis, kubernetes, kubescape, nsa } from './references.ts';

/** Workloads that get their token only because this account hands it out. */
const losers = (account: Account, snapshot: Snapshot): readonly Resource[] =>
  workloadsOf(account, snapshot).filter((workload) => {
    const spec = podSpecOf(workload) ?? {};
    return typeof spec['automountServiceAccountToken'] !== 'boolean' && mountsToken(spec, accountResource(account, snapshot));
  });

const doubts = (resource: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const account = { namespace: resource.metadata.namespace ?? 'default', name: 'default' };
  const users = losers(account, snapshot);
  if (users.length === 0) return [];
  const names = listed(users.map((user) => describeRef(snapshot.ref(user))));
  const grants = grantsTo(account, snapshot).map((grant) => ({
    text: `${names} would lose the token with which it may ${describeGrant(grant)}`,
  }));
  const readers = users.flatMap((user) => {
    const reason = readsToken(user);
    return reason === undefined ? [] : [{ text: `${describeRef(snapshot.ref(user))} reads its token: ${reason}` }];
  });
  return [...grants, ...readers];
};

const remediation: Remediation = {
  id: 'default-sa-automount',
  title: 'The default ServiceAccount hands out its token',
  severity: 'medium',
  category: 'identity',
  why: 'Every pod that names no other account mounts this token; whoever gets into one of them talks to the API server as it.',
  risk: 'Programs that talk to the API server as the default account fail to authenticate once their pod starts again.',
  references: [
    cis('5.1.5'),
    kubescape('C-0189'),
    checkov('CKV_K8S_41'),
    nsa('Kubernetes Pod security: protecting Pod service account tokens'),
    kubernetes('tasks/configure-pod-container/configure-service-account'),
  ],
  kinds: ['ServiceAccount'],
  reads: [...WORKLOAD_KINDS, ...RBAC_KINDS],
  find: (resource) =>
    resource.metadata.name === 'default' && resource['automountServiceAccountToken'] !== false
      ? [{ path: 'automountServiceAccountToken', detail: 'is not false, so every pod that names no other account mounts the token' }]
      : [],
  fix: (resource, snapshot) => [editOf(snapshot, resource, { ...resource, automountServiceAccountToken: false })],
  doubts,
};
export default remediation;
