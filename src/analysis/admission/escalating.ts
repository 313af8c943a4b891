import { field, text, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { containersOf, madeBy, podSpecOf, WORKLOAD_KINDS } from '../../core/workload.ts';
import { bindingNamed, bindingsOf, denies, expressionsOf, policiesOn, policyNamed } from './policies.ts';
import { areAsked, type Request } from './rules.ts';

const NAME = 'kubeharden-exec-into-privileged';

const CONNECTED = ['pods/exec', 'pods/attach'];

/**
 * Who gets into such a pod has its node (what the admission plugin DenyEscalatingExec went by): a privileged
 * container, or the process or IPC namespace of the node.
 */
const isEscalating = (workload: Resource): boolean => {
  const spec = podSpecOf(workload);
  return (
    spec?.['hostPID'] === true ||
    spec?.['hostIPC'] === true ||
    containersOf(workload).some(({ container }) => field(container, 'securityContext', 'privileged') === true)
  );
};

/** Workloads that decide for themselves and whose pods are such. */
export const escalatingIn = derived((snapshot): readonly Resource[] =>
  WORKLOAD_KINDS.flatMap((kind) => snapshot.list(kind)).filter((workload) => !madeBy(workload, snapshot) && isEscalating(workload)),
);

/** The same in CEL. */
const PRIVILEGED = `variables.pod.?hostPID.orValue(false) || variables.pod.?hostIPC.orValue(false) || (${[
  'variables.pod.containers',
  'variables.pod.?initContainers.orValue([])',
  'variables.pod.?ephemeralContainers.orValue([])',
].join(' + ')}).exists(c, c.?securityContext.?privileged.orValue(false))`;

/**
 * The request holds options (PodExecOptions), not the pod. So the pods of the request's namespace are the parameters:
 * the policy is evaluated once for each of them, and refuses where the one that is entered is privileged.
 */
export const escalatingPolicy = (): readonly Resource[] => [
  policyNamed(NAME, {
    paramKind: { apiVersion: 'v1', kind: 'Pod' },
    matchConstraints: {
      resourceRules: [{ apiGroups: [''], apiVersions: ['*'], operations: ['CONNECT'], resources: CONNECTED }],
    },
    variables: [
      { name: 'pod', expression: 'dyn(params.spec)' },
      { name: 'privileged', expression: PRIVILEGED },
    ],
    validations: [
      {
        expression: 'params.metadata.name != request.name || !variables.privileged',
        messageExpression: '"pod " + request.name + " is privileged or shares the processes of its node: nobody may enter it"',
        reason: 'Forbidden',
      },
    ],
  }),
  bindingNamed(NAME, { paramRef: { selector: {}, parameterNotFoundAction: 'Allow' }, validationActions: ['Deny'] }),
];

const speaksOfPrivileged = (policy: Resource): boolean => /privileged/i.test(expressionsOf(policy));

const connect = (resource: string): Request => ({ operation: 'CONNECT', group: '', resource });

/** Whether a policy is asked of exec or attach and speaks of privileged pods. */
export const guardsExec = (policy: Resource): boolean =>
  speaksOfPrivileged(policy) &&
  CONNECTED.some((resource) => areAsked(field(policy, 'spec', 'matchConstraints', 'resourceRules'), connect(resource)));

/** Policies that are asked of this request, and that speak of privileged pods. */
const guarding = (resource: string, snapshot: Snapshot): readonly Resource[] =>
  policiesOn(connect(resource), snapshot).filter(speaksOfPrivileged);

/** Of exec and attach, what is not refused. */
export const unguarded = (snapshot: Snapshot): readonly string[] =>
  CONNECTED.filter((resource) => !guarding(resource, snapshot).some((policy) => denies(policy, snapshot)));

/** Policies that are asked of it but only say so, by name. */
export const onlyNoting = (snapshot: Snapshot): readonly string[] => [
  ...new Set(
    CONNECTED.flatMap((resource) => guarding(resource, snapshot))
      .filter((policy) => !denies(policy, snapshot) && bindingsOf(policy, snapshot).length > 0)
      .flatMap((policy) => text(policy.metadata.name) ?? []),
  ),
];
