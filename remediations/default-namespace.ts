import { namespaceOf } from '../src/analysis/namespaces.ts';
import { nameOf } from '../src/analysis/sentences.ts';
import type { Remediation } from '../src/core/remediation.ts';
import { isOver, podSpecOf, madeBy, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { checkov, cis, kubeLinter, kubernetes, kubescape, kyverno, nsa, trivy } from './references.ts';

const remediation: Remediation = {
  id: 'default-namespace',
  title: 'A workload runs in the default namespace',
  severity: 'low',
  category: 'resources',
  why: 'What nobody gave a place of its own shares rights, policies, quotas and Secrets with everything else that landed there.',
  risk: 'Names within the cluster change, volumes and Services are made anew, and clients have to be pointed to the new place.',
  references: [
    ...['5.6.1', '5.6.4'].map(cis),
    kubescape('C-0061'),
    trivy('KSV-0110'),
    checkov('CKV_K8S_21'),
    kubeLinter('use-namespace'),
    kyverno('best-practices/disallow-default-namespace'),
    nsa('Network separation and hardening: namespaces'),
    kubernetes('concepts/overview/working-with-objects/namespaces'),
  ],
  kinds: WORKLOAD_KINDS,
  find: (resource, snapshot) =>
    namespaceOf(resource) === 'default' && podSpecOf(resource) && !isOver(resource) && !madeBy(resource, snapshot)
      ? [{ path: 'metadata.name', detail: 'is in the namespace default' }]
      : [],
  guide: (resource) => ({
    steps: [
      'Create a namespace for the application, with the Pod Security labels, NetworkPolicies and quotas that it needs.',
      `Write that namespace into the manifest of ${nameOf(resource)}, and of its ServiceAccount, ConfigMaps, Secrets, Services and claims; a namespace cannot be changed in place.`,
      'Move the data of persistent volumes: a claim belongs to its namespace.',
      'Apply the manifests, point clients to the new names (service.namespace.svc), and delete what is left in default.',
    ],
  }),
};
export default remediation;
