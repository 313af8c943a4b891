import { ADMISSION_POLICY, missingOf, POLICY_BINDING, POLICY_KINDS, servesPolicies } from '../src/analysis/admission/policies.ts';
import { imagesOutside, originsIn, parseAllowed, type Allowed } from '../src/analysis/images/registries.ts';
import {
  actionsAt,
  othersOnImages,
  registryPoliciesIn,
  registryPolicy,
  STAGES,
  type RegistryPolicy,
  type Stage,
} from '../src/analysis/images/registryPolicy.ts';
import { listed, nameOf } from '../src/analysis/sentences.ts';
import { creationOf, editOf } from '../src/core/change.ts';
import type { Answers, Doubt, Edit, Evidence, Guide, Input, Remediation } from '../src/core/remediation.ts';
import { isRecord, kindOf, type Kind, type Resource } from '../src/core/resource.ts';
import { CLUSTER, derived, type Snapshot } from '../src/core/snapshot.ts';
import { madeBy, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { cis, kubernetes, kubescape, kyverno, nsa, trivy } from './references.ts';

/** Other engines whose own objects say which registries are allowed. */
const OTHERS: readonly Kind[] = ['kyverno.io/ClusterPolicy', 'constraints.gatekeeper.sh/K8sAllowedRepos'];

const outside = (workload: Resource, { allowed }: RegistryPolicy): readonly Evidence[] =>
  imagesOutside(workload, allowed).map(({ written, path }) => ({ path, detail: `${written} is not from ${listed(allowed)}` }));

const workloadsOutside = derived((snapshot: Snapshot): readonly Resource[] => {
  const policies = registryPoliciesIn(snapshot);
  if (policies.length === 0) return [];
  return WORKLOAD_KINDS.flatMap((kind) => snapshot.list(kind)).filter(
    (workload) => !madeBy(workload, snapshot) && policies.some((policy) => outside(workload, policy).length > 0),
  );
});

const onWorkload = (workload: Resource, snapshot: Snapshot): readonly Evidence[] =>
  madeBy(workload, snapshot)
    ? []
    : (registryPoliciesIn(snapshot)
        .map((of) => outside(workload, of))
        .find((found) => found.length > 0) ?? []);

/** In files, what is not there is unknown; in a cluster, it is missing. */
const onCluster = (snapshot: Snapshot): readonly Evidence[] =>
  snapshot.facts.origin === 'files' || registryPoliciesIn(snapshot).length > 0 || othersOnImages(snapshot).length > 0
    ? []
    : [{ path: 'metadata.name', detail: 'no ValidatingAdmissionPolicy says which registries images may come from' }];

/** The mildest stage is found at the binding, the next one at the policy: each step closes what it was taken for. */
const atStage = (resource: Resource, snapshot: Snapshot): RegistryPolicy | undefined =>
  registryPoliciesIn(snapshot).find(({ policy, bindings, stage }) =>
    kindOf(resource) === POLICY_BINDING ? stage === 'Audit' && bindings[0] === resource : stage === 'Warn' && policy === resource,
  );

const onStage = (resource: Resource, snapshot: Snapshot): readonly Evidence[] => {
  const found = atStage(resource, snapshot);
  if (!found) return [];
  return found.stage === 'Audit'
    ? [{ path: 'spec', detail: 'images from elsewhere are let in, and only the audit log tells of them' }]
    : [{ path: 'spec', detail: 'images from elsewhere are let in with a warning' }];
};

const find = (resource: Resource, snapshot: Snapshot): readonly Evidence[] => {
  const kind = kindOf(resource);
  if (kind === CLUSTER) return onCluster(snapshot);
  return POLICY_KINDS.includes(kind) ? onStage(resource, snapshot) : onWorkload(resource, snapshot);
};

const isStage = (value: string | undefined): value is Stage => STAGES.some((stage) => stage === value);

const stageInput = (after: Stage | undefined): Input => ({
  name: 'stage',
  ask: 'What becomes of images from elsewhere: Audit (the audit log tells of them), Warn (who creates them is warned) or Deny',
  default: after === undefined ? 'Audit' : after === 'Audit' ? 'Warn' : 'Deny',
  refuse: (value) => (isStage(value) ? undefined : `"${value}" is no stage: give one of ${STAGES.join(', ')}.`),
});

const registriesInput = (known: Allowed): Input => ({
  name: 'registries',
  ask: 'Registries, or their folders, that images may come from, such as registry.example.org or ghcr.io/acme',
  ...(known.length > 0 ? { default: known.join(', ') } : {}),
  refuse: (value) =>
    parseAllowed(value) ? undefined : `"${value}" is no list of registries: write names such as registry.example.org or ghcr.io/acme.`,
});

const fix = (resource: Resource, snapshot: Snapshot, answers: Answers): readonly Edit[] => {
  const stage = answers['stage'];
  const found = atStage(resource, snapshot);
  if (kindOf(resource) === CLUSTER) {
    const allowed = parseAllowed(answers['registries'] ?? '');
    if (!allowed || find(resource, snapshot).length === 0) return [];
    return missingOf(registryPolicy(allowed, isStage(stage) ? stage : 'Audit'), snapshot).map(creationOf);
  }
  const [binding] = found?.bindings ?? [];
  if (!binding || !isStage(stage)) return [];
  const spec = isRecord(binding['spec']) ? binding['spec'] : {};
  return [editOf(snapshot, binding, { ...binding, spec: { ...spec, validationActions: actionsAt(stage) } })];
};

const doubts = (resource: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const others = kindOf(resource) === CLUSTER ? OTHERS.flatMap((kind) => snapshot.list(kind)) : [];
  const names = workloadsOutside(snapshot).map(nameOf);
  return [
    ...(others.length > 0 ? [`${listed(others.map(nameOf))} may say the same already.`] : []),
    ...(atStage(resource, snapshot) && names.length > 0 ? [`With Deny, new pods of ${listed(names)} are refused.`] : []),
  ].map((text) => ({ text }));
};

const guide = (resource: Resource, snapshot: Snapshot): Guide | undefined => {
  if (WORKLOAD_KINDS.includes(kindOf(resource))) {
    const policies = listed(registryPoliciesIn(snapshot).map(({ policy }) => nameOf(policy)));
    return {
      steps: [
        'Copy the image to a registry that is allowed (`crane copy`, `skopeo copy`), and name it from there.',
        `Or add where it comes from to the variable "allowed" of ${policies}, if that is to be trusted.`,
      ],
    };
  }
  if (servesPolicies(snapshot)) return undefined;
  return {
    steps: [
      'This server is older than v1.30 and has no ValidatingAdmissionPolicy: upgrade it, or',
      'Let an admission webhook do it: the policy restrict-image-registries of Kyverno, K8sAllowedRepos of Gatekeeper, or the admission plugin ImagePolicyWebhook.',
    ],
  };
};

const remediation: Remediation = {
  id: 'untrusted-registry',
  title: 'Images may come from any registry',
  severity: 'medium',
  category: 'images',
  why: 'Whoever may create a pod brings an image of their own from anywhere: tools of an attacker, or a look-alike of a known image.',
  risk: 'With Deny, new pods with images from elsewhere are refused, also after a restart on another node. Audit and Warn refuse nothing.',
  references: [
    cis('5.5.1'),
    ...['C-0001', 'C-0078'].map(kubescape),
    trivy('KSV-0125'),
    kyverno('best-practices/restrict-image-registries'),
    nsa('Kubernetes Pod security'),
    kubernetes('reference/access-authn-authz/validating-admission-policy'),
  ],
  kinds: [CLUSTER, POLICY_BINDING, ADMISSION_POLICY, ...WORKLOAD_KINDS],
  reads: [...POLICY_KINDS, ...WORKLOAD_KINDS],
  hints: OTHERS,
  find,
  fix,
  inputs: (resource, snapshot) => {
    if (kindOf(resource) === CLUSTER) return [registriesInput(originsIn(snapshot)), stageInput(undefined)];
    const found = atStage(resource, snapshot);
    return found ? [stageInput(found.stage)] : [];
  },
  doubts,
  guide,
};
export default remediation;
