import { areAsked, CREATE_POD, type Request } from '../src/analysis/admission/rules.ts';
import { MUTATING_WEBHOOK, VALIDATING_WEBHOOK, webhooksIn, type Webhook } from '../src/analysis/admission/webhooks.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { field, isRecord, items, kindOf, text, type Resource } from '../src/core/resource.ts';
import { kubernetes } from './references.ts';

/** What a webhook that guards a cluster is asked about: what runs, who may do what, and who gets in. */
const GUARDED: readonly Request[] = [
  CREATE_POD,
  ...['deployments', 'statefulsets', 'daemonsets'].map((resource) => ({ operation: 'CREATE', group: 'apps', resource })),
  ...['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'].map((resource) => ({
    operation: 'CREATE',
    group: 'rbac.authorization.k8s.io',
    resource,
  })),
  { operation: 'CONNECT', group: '', resource: 'pods/exec' },
];

/** Most webhooks that change pods add something to them; those of policy engines make them safe. */
const ENGINES =
  /kyverno|gatekeeper|kubewarden|polaris|sigstore|cosign|connaisseur|portieris|neuvector|stackrox|twistlock|aqua|sysdig|falco/i;

const nameOf = (webhook: Webhook): string => text(webhook['name']) ?? '';

const isGuard = (configuration: Resource, webhook: Webhook): boolean =>
  GUARDED.some((request) => areAsked(webhook['rules'], request)) &&
  (kindOf(configuration) === VALIDATING_WEBHOOK || ENGINES.test(`${configuration.metadata.name} ${nameOf(webhook)}`));

/** Unset means Fail, but meant Ignore in v1beta1. */
const failurePolicyOf = (configuration: Resource, webhook: Webhook): unknown =>
  webhook['failurePolicy'] ?? (configuration.apiVersion.endsWith('/v1beta1') ? 'Ignore' : 'Fail');

/** Labels by which a selector chooses; nobody can change the name label of a namespace. */
const keysOf = (selector: unknown): readonly string[] => {
  const labels = field(selector, 'matchLabels');
  const named = isRecord(labels) ? Object.keys(labels) : [];
  const keys = items(field(selector, 'matchExpressions')).flatMap((expression) => text(expression['key']) ?? []);
  return [...new Set([...named, ...keys])].filter((key) => key !== 'kubernetes.io/metadata.name');
};

/** Whether another webhook of it watches over the labels of namespaces, as Gatekeeper's does. */
const guardsNamespaces = (configuration: Resource): boolean =>
  webhooksIn(configuration).some(
    ([webhook]) =>
      areAsked(webhook['rules'], { operation: 'UPDATE', group: '', resource: 'namespaces' }) &&
      failurePolicyOf(configuration, webhook) === 'Fail' &&
      keysOf(webhook['namespaceSelector']).length === 0,
  );

const weaknessesOf = (configuration: Resource, webhook: Webhook, path: string): readonly Evidence[] => {
  const found: Evidence[] = [];
  if (failurePolicyOf(configuration, webhook) === 'Ignore')
    found.push({
      path: webhook['failurePolicy'] === 'Ignore' ? `${path}.failurePolicy` : path,
      detail: 'failurePolicy is Ignore: while it does not answer, everything is let in',
    });
  const ofObject = keysOf(webhook['objectSelector']);
  if (ofObject.length > 0)
    found.push({
      path: `${path}.objectSelector`,
      detail: `whoever creates an object sets its label ${ofObject.join(', ')}, and with that is not judged`,
    });
  const ofNamespace = keysOf(webhook['namespaceSelector']);
  if (ofNamespace.length > 0 && !guardsNamespaces(configuration))
    found.push({
      path: `${path}.namespaceSelector`,
      detail: `whoever may label a namespace (${ofNamespace.join(', ')}) decides whether it is judged`,
    });
  return found;
};

const find = (configuration: Resource): readonly Evidence[] =>
  webhooksIn(configuration).flatMap(([webhook, i]) =>
    isGuard(configuration, webhook) ? weaknessesOf(configuration, webhook, `webhooks[${nameOf(webhook) || i}]`) : [],
  );

const remediation: Remediation = {
  id: 'fail-open-webhook',
  title: 'An admission webhook that guards the cluster can be passed by',
  severity: 'medium',
  category: 'admission',
  why: 'Whoever overloads or stops the webhook, or sets a label, creates what it would have refused.',
  risk: 'With failurePolicy Fail, nothing that it is asked about can be created while it does not answer: if that holds for its own pods too, the cluster cannot recover by itself.',
  references: [
    kubernetes('concepts/cluster-administration/admission-webhooks-good-practices'),
    kubernetes('reference/access-authn-authz/extensible-admission-controllers'),
  ],
  kinds: [VALIDATING_WEBHOOK, MUTATING_WEBHOOK],
  find,
  guide: (configuration) => {
    const details = find(configuration).map(({ path }) => path);
    const isOpen = details.some((path) => !/Selector$/.test(path));
    const bySelector = details.some((path) => /Selector$/.test(path));
    return {
      steps: [
        ...(isOpen
          ? [
              'Leave out kube-system and the namespace of the webhook itself, by kubernetes.io/metadata.name NotIn: without that, Fail can wedge the cluster.',
              'Run two replicas or more on different nodes, with a PodDisruptionBudget, and set timeoutSeconds to 5 or less.',
              `Set failurePolicy to Fail where ${configuration.metadata.name} comes from (the values of its Helm chart, or its operator): a change to the object itself would be reverted.`,
            ]
          : []),
        ...(bySelector
          ? [
              'Choose namespaces by kubernetes.io/metadata.name, which nobody can change, instead of by labels, and take the objectSelector away.',
            ]
          : []),
        'Where the policy can be written in CEL, a ValidatingAdmissionPolicy runs in the API server and cannot be unreachable.',
      ],
    };
  },
};
export default remediation;
