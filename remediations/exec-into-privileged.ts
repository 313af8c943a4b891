import { escalatingIn, escalatingPolicy, onlyNoting, unguarded } from '../src/analysis/admission/escalating.ts';
import { missingOf, POLICY_KINDS, servesPolicies } from '../src/analysis/admission/policies.ts';
import { VALIDATING_WEBHOOK, webhooksOn } from '../src/analysis/admission/webhooks.ts';
import { listed, nameOf } from '../src/analysis/sentences.ts';
import { creationOf } from '../src/core/change.ts';
import type { Doubt, Evidence, Remediation } from '../src/core/remediation.ts';
import { describeRef, type Resource } from '../src/core/resource.ts';
import { CLUSTER, type Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { kubernetes, kyverno, nsa } from './references.ts';

const namesIn = (snapshot: Snapshot): string => listed(escalatingIn(snapshot).map((workload) => describeRef(snapshot.ref(workload))));

const find = (_cluster: Resource, snapshot: Snapshot): readonly Evidence[] => {
  if (snapshot.facts.origin === 'files' || escalatingIn(snapshot).length === 0) return [];
  const open = unguarded(snapshot);
  return open.length === 0
    ? []
    : [{ path: 'metadata.name', detail: `nothing refuses ${open.join(' and ')} into the privileged pods of ${namesIn(snapshot)}` }];
};

const doubts = (_cluster: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const webhooks = webhooksOn({ operation: 'CONNECT', group: '', resource: 'pods/exec' }, snapshot);
  const noting = onlyNoting(snapshot);
  return [
    `Nobody, administrators included, can exec or attach into pods of ${namesIn(snapshot)} any more: network and storage agents are often looked into this way. Deleting the binding gives it back.`,
    ...(webhooks.length > 0 ? [`${listed(webhooks.map(nameOf))} is asked about exec, and may refuse it already.`] : []),
    ...(noting.length > 0 ? [`${listed(noting)} is asked about it too, and refuses nothing.`] : []),
  ].map((text) => ({ text }));
};

const remediation: Remediation = {
  id: 'exec-into-privileged',
  title: 'Nothing refuses exec into privileged pods',
  severity: 'high',
  category: 'admission',
  why: 'Whoever may exec into a privileged pod, or one in the process or IPC namespace of its node, is root on that node.',
  risk: 'Exec, attach and cp into such pods are refused for everybody, and for tools that use them. Ephemeral containers, port forwarding and exec through the kubelet itself are not covered.',
  references: [
    kyverno('other/block-pod-exec-by-namespace-label'),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/validating-admission-policy'),
  ],
  kinds: [CLUSTER],
  reads: [...POLICY_KINDS, ...WORKLOAD_KINDS],
  hints: [VALIDATING_WEBHOOK],
  find,
  fix: (cluster, snapshot) => (find(cluster, snapshot).length === 0 ? [] : missingOf(escalatingPolicy(), snapshot).map(creationOf)),
  doubts,
  guide: (_cluster, snapshot) =>
    servesPolicies(snapshot)
      ? undefined
      : {
          steps: [
            'This server is older than v1.30 and has no ValidatingAdmissionPolicy: upgrade it, or let a webhook such as Kyverno refuse CONNECT on pods/exec and pods/attach.',
            'Take the rights to create pods/exec and pods/attach from whoever does not need them, most of all in namespaces with privileged pods.',
          ],
        },
};
export default remediation;
