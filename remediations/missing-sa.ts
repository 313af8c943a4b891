import { accountOf, accountResource } from '../src/analysis/accounts.ts';
import { namespaceOf } from '../src/analysis/namespaces.ts';
import { absentAccount } from '../src/analysis/rbac/dangling.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING, type Account } from '../src/analysis/rbac/grants.ts';
import { nameOf } from '../src/analysis/sentences.ts';
import type { Remediation } from '../src/core/remediation.ts';
import { kindOf, isRecord, text, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { isOver, madeBy, podSpecOf, podSpecPath, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { shellWord } from '../src/core/shellWord.ts';
import { kubeLinter, kubernetes, kubescape } from './references.ts';

interface Named {
  readonly account: Account;
  readonly path: string;
}

const BINDINGS = [ROLE_BINDING, CLUSTER_ROLE_BINDING];

/** Every namespace gets a `default` by itself. */
const isMissing = ({ account }: Named, snapshot: Snapshot): boolean => account.name !== 'default' && !accountResource(account, snapshot);

/** Accounts of the cluster's own controllers are made when they are needed. */
const isSystem = ({ account }: Named): boolean => account.namespace === 'kube-system';

const namedByWorkload = (workload: Resource): readonly Named[] => {
  const spec = podSpecOf(workload) ?? {};
  const field = text(spec['serviceAccountName']) ? 'serviceAccountName' : 'serviceAccount';
  return [{ account: accountOf(workload, spec), path: `${podSpecPath(workload)?.join('.') ?? ''}.${field}` }];
};

/** What `dangling-binding` can take away is its finding, and no second one. */
const namedByBinding = (binding: Resource, snapshot: Snapshot): readonly Named[] => {
  const subjects: readonly unknown[] = Array.isArray(binding['subjects']) ? binding['subjects'] : [];
  return subjects.flatMap((subject, i) => {
    if (!isRecord(subject) || subject['kind'] !== 'ServiceAccount' || absentAccount(subject, binding, snapshot)) return [];
    const [name, namespace] = [text(subject['name']), text(subject['namespace']) ?? namespaceOf(binding)];
    return name === undefined ? [] : [{ account: { namespace, name }, path: `subjects[${i}]` }];
  });
};

/** Bindings in files often name accounts that stand elsewhere, or that the cluster has anyway. */
const missingIn = (resource: Resource, snapshot: Snapshot): readonly Named[] => {
  if (BINDINGS.includes(kindOf(resource))) {
    if (snapshot.facts.origin === 'files') return [];
    return namedByBinding(resource, snapshot).filter((named) => !isSystem(named) && isMissing(named, snapshot));
  }
  if (!podSpecOf(resource) || isOver(resource) || madeBy(resource, snapshot)) return [];
  return namedByWorkload(resource).filter((named) => isMissing(named, snapshot));
};

const remediation: Remediation = {
  id: 'missing-sa',
  title: 'A ServiceAccount that is named is not there',
  severity: 'medium',
  category: 'identity',
  why: 'Whoever may create a ServiceAccount of that name gets the rights that are bound to it; and until then no pod of the workload starts.',
  risk: 'Nothing that works today stops: pods that name the account cannot be made.',
  references: [
    kubescape('C-0307'),
    kubeLinter('non-existent-service-account'),
    kubernetes('tasks/configure-pod-container/configure-service-account'),
  ],
  kinds: [...WORKLOAD_KINDS, ...BINDINGS],
  reads: ['ServiceAccount'],
  find: (resource, snapshot) =>
    missingIn(resource, snapshot).map(({ account, path }) => ({
      path,
      detail: `ServiceAccount ${account.namespace}/${account.name} is not ${snapshot.facts.origin === 'files' ? 'in these files' : 'there'}`,
    })),
  guide: (resource, snapshot) => ({
    steps: missingIn(resource, snapshot).flatMap(({ account: { namespace, name } }) => [
      `If ${name} was mistyped, or belongs to something that is gone: correct the name in ${nameOf(resource)}, or delete what is left over.`,
      `If it is needed: \`kubectl create serviceaccount ${shellWord(name)} -n ${shellWord(namespace)}\`, and look first at what is bound to that name already.`,
    ]),
  }),
};
export default remediation;
