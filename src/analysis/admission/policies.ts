import { field, items, text, type Kind, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { areAsked, type Request } from './rules.ts';

export const ADMISSION_POLICY: Kind = 'admissionregistration.k8s.io/ValidatingAdmissionPolicy';
export const POLICY_BINDING: Kind = 'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding';
export const POLICY_KINDS: readonly Kind[] = [ADMISSION_POLICY, POLICY_BINDING];
const POLICY_API = 'admissionregistration.k8s.io/v1';

/** The first minor of Kubernetes 1 that serves them without a feature gate. */
const SERVED_SINCE = 30;

/** Whether the server has ValidatingAdmissionPolicies; one that does not say its version is taken for a new one. */
export const servesPolicies = ({ facts }: Snapshot): boolean => {
  const minor = /^v?1\.(\d+)/.exec(facts.serverVersion ?? '')?.[1];
  return minor === undefined || Number(minor) >= SERVED_SINCE;
};

const bindingsByPolicy = derived((snapshot) =>
  Map.groupBy(snapshot.list(POLICY_BINDING), (binding) => text(field(binding, 'spec', 'policyName')) ?? ''),
);

/** Without a binding a policy does nothing. */
export const bindingsOf = (policy: Resource, snapshot: Snapshot): readonly Resource[] =>
  bindingsByPolicy(snapshot).get(policy.metadata.name) ?? [];

/** `Audit`, `Warn`, `Deny`: what becomes of a request that does not pass. */
export const actionsOf = (binding: Resource): readonly string[] => {
  const actions = field(binding, 'spec', 'validationActions');
  return Array.isArray(actions) ? actions.filter((action) => typeof action === 'string') : [];
};

export const denies = (policy: Resource, snapshot: Snapshot): boolean =>
  bindingsOf(policy, snapshot).some((binding) => actionsOf(binding).includes('Deny'));

export const variableOf = (policy: Resource, name: string): string | undefined =>
  text(items(field(policy, 'spec', 'variables')).find((variable) => variable['name'] === name)?.['expression']);

/** All that it evaluates, as one text. */
export const expressionsOf = (policy: Resource): string =>
  ['matchConditions', 'variables', 'validations']
    .flatMap((list) => items(field(policy, 'spec', list)).flatMap((item) => text(item['expression']) ?? []))
    .join('\n');

/** Policies whose constraints name this request; selectors may leave some objects out. */
export const policiesOn = (request: Request, snapshot: Snapshot): readonly Resource[] =>
  snapshot.list(ADMISSION_POLICY).filter((policy) => areAsked(field(policy, 'spec', 'matchConstraints', 'resourceRules'), request));

/** A policy and its binding of the same name, as created. */
export const policyNamed = (name: string, spec: Readonly<Record<string, unknown>>): Resource => ({
  apiVersion: POLICY_API,
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name },
  spec: { failurePolicy: 'Fail', ...spec },
});

export const bindingNamed = (name: string, spec: Readonly<Record<string, unknown>>): Resource => ({
  apiVersion: POLICY_API,
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name },
  spec: { policyName: name, ...spec },
});

/** Those of the objects that are not there yet. */
export const missingOf = (objects: readonly Resource[], snapshot: Snapshot): readonly Resource[] =>
  objects.filter(({ apiVersion, kind, metadata }) => !snapshot.get({ apiVersion, kind, name: metadata.name }));
