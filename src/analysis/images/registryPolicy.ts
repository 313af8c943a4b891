import { type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import {
  actionsOf,
  bindingNamed,
  bindingsOf,
  denies,
  expressionsOf,
  ADMISSION_POLICY,
  policiesOn,
  policyNamed,
  variableOf,
} from '../admission/policies.ts';
import { CREATE_POD } from '../admission/rules.ts';
import type { Allowed } from './registries.ts';

const NAME = 'kubeharden-image-registries';

/** What becomes of an image from elsewhere, from the mildest on. */
export const STAGES = ['Audit', 'Warn', 'Deny'] as const;
export type Stage = (typeof STAGES)[number];

const ACTIONS: Readonly<Record<Stage, readonly string[]>> = { Audit: ['Audit'], Warn: ['Warn', 'Audit'], Deny: ['Deny'] };
export const actionsAt = (stage: Stage): readonly string[] => ACTIONS[stage];

const CREATED = ['CREATE', 'UPDATE'];

/** The pod spec of any kind that has one. */
const podSpec = (of: 'object' | 'oldObject'): string =>
  `has(dyn(${of}).template) ? dyn(${of}).template.spec : has(dyn(${of}).spec.jobTemplate) ? dyn(${of}).spec.jobTemplate.spec.template.spec : ` +
  `has(dyn(${of}).spec.template) ? dyn(${of}).spec.template.spec : dyn(${of}).spec`;

const images = (spec: string): string =>
  `(${['containers', 'initContainers', 'ephemeralContainers'].map((list) => `${spec}.?${list}.orValue([])`).join(' + ')})` +
  `.map(c, c.?image.orValue("")) + ${spec}.?volumes.orValue([]).filter(v, has(v.image)).map(v, v.image.?reference.orValue(""))`;

/** As `repositoryOf` completes a reference, and `isAllowed` judges it. What an object names already is left to run on. */
const variables = (allowed: Allowed): readonly object[] => [
  { name: 'allowed', expression: JSON.stringify(allowed) },
  { name: 'pod', expression: podSpec('object') },
  { name: 'before', expression: `oldObject == null ? {} : (${podSpec('oldObject')})` },
  { name: 'known', expression: images('variables.before') },
  { name: 'added', expression: `(${images('variables.pod')}).filter(i, i != "" && !(i in variables.known)).map(i, string(i))` },
  {
    name: 'full',
    expression:
      'variables.added.map(i, i.matches("^([^/]*[.:A-Z][^/]*|localhost)/") ? i : "docker.io/" + i)' +
      '.map(i, i.startsWith("index.docker.io/") ? i.substring(6) : i)' +
      '.map(i, i.matches("^docker[.]io/[^/]+$") ? "docker.io/library/" + i.substring(10) : i)',
  },
  {
    name: 'outside',
    expression:
      'variables.full.filter(i, !variables.allowed.exists(p, i.startsWith(p + "/") || ' +
      '(p.contains("/") && (i == p || i.startsWith(p + ":") || i.startsWith(p + "@")))))',
  },
];

export const registryPolicy = (allowed: Allowed, stage: Stage): readonly Resource[] => [
  policyNamed(NAME, {
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          operations: CREATED,
          resources: ['pods', 'pods/ephemeralcontainers', 'podtemplates', 'replicationcontrollers'],
        },
        {
          apiGroups: ['apps'],
          apiVersions: ['v1'],
          operations: CREATED,
          resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'],
        },
        { apiGroups: ['batch'], apiVersions: ['v1'], operations: CREATED, resources: ['jobs', 'cronjobs'] },
      ],
    },
    variables: variables(allowed),
    validations: [
      {
        expression: 'variables.outside.size() == 0',
        messageExpression: '"not from an allowed registry: " + variables.outside.join(", ")',
        reason: 'Forbidden',
      },
    ],
  }),
  bindingNamed(NAME, { validationActions: actionsAt(stage) }),
];

/** The registries that a policy of ours allows; undefined for any other policy. */
export const allowedBy = (policy: Resource): Allowed | undefined => {
  const written = variableOf(policy, 'allowed');
  if (written === undefined || variableOf(policy, 'outside') === undefined) return undefined;
  try {
    const list: unknown = JSON.parse(written);
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
};

export interface RegistryPolicy {
  readonly policy: Resource;
  readonly bindings: readonly Resource[];
  readonly allowed: Allowed;
  readonly stage: Stage;
}

/** The strictest of what the bindings of a policy do. */
export const stageOf = (bindings: readonly Resource[]): Stage => {
  const actions = new Set(bindings.flatMap(actionsOf));
  return actions.has('Deny') ? 'Deny' : actions.has('Warn') ? 'Warn' : 'Audit';
};

/** Policies of ours that are bound. */
export const registryPoliciesIn = derived((snapshot: Snapshot): readonly RegistryPolicy[] =>
  snapshot.list(ADMISSION_POLICY).flatMap((policy) => {
    const allowed = allowedBy(policy);
    const bindings = bindingsOf(policy, snapshot);
    return allowed && bindings.length > 0 ? [{ policy, bindings, allowed, stage: stageOf(bindings) }] : [];
  }),
);

/** Somebody else's policies that speak of images, and refuse pods. */
export const othersOnImages = (snapshot: Snapshot): readonly Resource[] =>
  policiesOn(CREATE_POD, snapshot).filter((policy) => /\bimage\b/.test(expressionsOf(policy)) && denies(policy, snapshot));
