import { expressionsOf, denies, policiesOn, POLICY_KINDS } from '../src/analysis/admission/policies.ts';
import { CREATE_POD } from '../src/analysis/admission/rules.ts';
import { VALIDATING_WEBHOOK, webhooksOn } from '../src/analysis/admission/webhooks.ts';
import { policyOf } from '../src/analysis/psa/labels.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { kindOf, type Kind, type Resource } from '../src/core/resource.ts';
import { CLUSTER, type Snapshot } from '../src/core/snapshot.ts';
import { cis, kubernetes, kubescape, nsa, pss } from './references.ts';

const POD_SECURITY_POLICY: Kind = 'policy/PodSecurityPolicy';

/** Whether anything judges pods before they are stored: Pod Security, a policy on their spec, or a webhook. */
const isJudged = (snapshot: Snapshot): boolean =>
  snapshot.list('Namespace').some((namespace) => policyOf(namespace, 'enforce').level !== 'privileged') ||
  policiesOn(CREATE_POD, snapshot).some(
    (policy) => /securityContext|privileged|hostPath/.test(expressionsOf(policy)) && denies(policy, snapshot),
  ) ||
  webhooksOn(CREATE_POD, snapshot).length > 0;

const find = (resource: Resource, snapshot: Snapshot): readonly Evidence[] => {
  if (kindOf(resource) === POD_SECURITY_POLICY)
    return [
      {
        path: 'metadata.name',
        detail: 'PodSecurityPolicy was removed in v1.25: servers from then on do not know it, and it guards nothing',
      },
    ];
  if (snapshot.facts.origin === 'files' || isJudged(snapshot)) return [];
  return [{ path: 'metadata.name', detail: 'no namespace enforces a Pod Security level, and no policy or webhook judges pods' }];
};

const remediation: Remediation = {
  id: 'no-pod-policy',
  title: 'No admission control judges pods',
  severity: 'high',
  category: 'admission',
  why: 'Whoever may create a pod, in any namespace, can make it a privileged one and with that take over the node and all that runs there.',
  risk: 'Pods that do not meet the level that is enforced are refused, so what runs has to be looked at first: psa-labels warns and breaks nothing.',
  references: [
    cis('5.2.1'),
    kubescape('C-0068'),
    pss('baseline'),
    nsa('Kubernetes Pod security'),
    kubernetes('concepts/security/pod-security-admission'),
  ],
  kinds: [CLUSTER, POD_SECURITY_POLICY],
  reads: ['Namespace', ...POLICY_KINDS, VALIDATING_WEBHOOK],
  find,
  guide: (resource) =>
    kindOf(resource) === POD_SECURITY_POLICY
      ? {
          steps: [
            'Choose for each namespace the Pod Security level that its pods meet: `kubeharden inspect psa` tells which.',
            'Apply psa-labels, and when nobody is warned any more, psa-enforce.',
            'Delete the PodSecurityPolicy, and the roles and bindings that grant its use, from the cluster and from the files that it comes from.',
          ],
        }
      : {
          steps: [
            'Apply psa-labels: namespaces then warn of pods that are not restricted, and nothing breaks.',
            'Mend what they warn of: kubeharden offers each as a finding of its own.',
            'Apply psa-enforce, namespace by namespace. Defaults for all namespaces are set in the AdmissionConfiguration of the API server (--admission-control-config-file), which the API does not show: if it sets them, this finding can be ignored.',
          ],
        },
};
export default remediation;
