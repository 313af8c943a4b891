import { accountOf, accountResource } from '../src/analysis/accounts.ts';
import { namespaceOf } from '../src/analysis/namespaces.ts';
import { describeGrant, grantsTo, RBAC_KINDS, type Grant } from '../src/analysis/rbac/grants.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { podRemediation } from '../src/core/builders.ts';
import { creationOf } from '../src/core/change.ts';
import type { Edit, Remediation } from '../src/core/remediation.ts';
import { annotationsOf, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { podSpecOf } from '../src/core/workload.ts';
import { kubeLinter, kubernetes, nsa } from './references.ts';

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

const isName = (value: string): boolean => value !== 'default' && value.length <= 253 && NAME.test(value);

/** What the account of this name may do already, whether or not it is there, and the default account may not. */
const moreThanDefault = (name: string, resource: Resource, snapshot: Snapshot): Grant | undefined => {
  const namespace = namespaceOf(resource);
  const common = new Set(grantsTo({ namespace, name: 'default' }, snapshot).map(({ binding }) => binding));
  return grantsTo({ namespace, name }, snapshot).find(({ binding }) => !common.has(binding));
};

const refuse = (value: string, resource: Resource, snapshot: Snapshot): string | undefined => {
  if (!isName(value)) return `"${value}" is no name for a ServiceAccount of its own: use lower-case letters, digits, "-" and ".".`;
  const grant = moreThanDefault(value, resource, snapshot);
  return grant && `ServiceAccount ${value} may ${describeGrant(grant)}, which this workload may not today: name another one.`;
};

/** The workload's own name, or one beside it where something is granted to that name already. */
const offered = (resource: Resource, snapshot: Snapshot): string | undefined => {
  const { name } = resource.metadata;
  return [name, `${name}-pods`].find((candidate) => refuse(candidate, resource, snapshot) === undefined);
};

/** Annotations by which a cloud gives an account its identity. */
const CLOUD_IDENTITY =
  /^(eks\.amazonaws\.com\/(role-arn|audience|sts-regional-endpoints|token-expiration)|iam\.gke\.io\/gcp-service-account|azure\.workload\.identity\/.+)$/;

const named = (answer: string | undefined, resource: Resource, snapshot: Snapshot): string =>
  answer ?? offered(resource, snapshot) ?? resource.metadata.name;

/** An account like the default one, but without what is bound to that. */
const accountFor = (name: string, resource: Resource, snapshot: Snapshot): Resource => {
  const namespace = namespaceOf(resource);
  const model = accountResource({ namespace, name: 'default' }, snapshot);
  const identity = Object.entries(model ? annotationsOf(model) : {}).filter(([annotation]) => CLOUD_IDENTITY.test(annotation));
  const pull = model?.['imagePullSecrets'];
  const mount = model?.['automountServiceAccountToken'];
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, ...(identity.length > 0 ? { annotations: Object.fromEntries(identity) as Record<string, string> } : {}) },
    ...(typeof mount === 'boolean' ? { automountServiceAccountToken: mount } : {}),
    ...(Array.isArray(pull) && pull.length > 0 ? { imagePullSecrets: pull as unknown[] } : {}),
  };
};

const isDefault = (resource: Resource): boolean => accountOf(resource, podSpecOf(resource) ?? {}).name === 'default';

const rule = podRemediation({
  id: 'workload-default-sa',
  title: 'A workload runs as the default ServiceAccount',
  severity: 'low',
  category: 'identity',
  why: 'All that run as default have one identity: a right that one of them is given is a right of them all, and the audit log cannot tell them apart.',
  risk: 'What is bound to the default account, or trusts its name (cloud identities, Vault roles, meshes), does not know the new one.',
  references: [
    kubeLinter('default-service-account'),
    nsa('Authentication and authorization'),
    kubernetes('tasks/configure-pod-container/configure-service-account'),
  ],
  reads: ['ServiceAccount', ...RBAC_KINDS],
  weaknesses: (_spec, resource) => (isDefault(resource) ? [{ path: 'serviceAccountName', detail: 'is default' }] : []),
  harden: (spec, resource, snapshot, { name }) => ({
    ...spec,
    serviceAccountName: named(name, resource, snapshot),
    ...(spec['serviceAccount'] === undefined ? {} : { serviceAccount: named(name, resource, snapshot) }),
  }),
  inputs: (resource, snapshot) => {
    const name = offered(resource, snapshot);
    const input = { name: 'name', ask: 'Name of the ServiceAccount to create for it' };
    return [{ ...input, refuse: (value) => refuse(value, resource, snapshot), ...(name === undefined ? {} : { default: name }) }];
  },
  doubts: (resource, snapshot) =>
    grantsTo({ namespace: namespaceOf(resource), name: 'default' }, snapshot).map((grant) => ({
      text: `as default it may ${describeGrant(grant)}; the new account may not, unless that is bound to all accounts`,
    })),
  byDesign: systemReason,
});

const remediation: Remediation = {
  ...rule,
  fix: (resource, snapshot, answers): readonly Edit[] => {
    if (!isDefault(resource)) return [];
    const name = named(answers['name'], resource, snapshot);
    const isThere = accountResource({ namespace: namespaceOf(resource), name }, snapshot) !== undefined;
    const source = snapshot.ref(resource).source;
    const creation = { ...creationOf(accountFor(name, resource, snapshot)), ...(source ? { beside: source } : {}) };
    return [...(isThere ? [] : [creation]), ...(rule.fix?.(resource, snapshot, answers) ?? [])];
  },
};
export default remediation;
