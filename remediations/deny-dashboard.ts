import { ENTRANCES, ingressesTo } from '../src/analysis/network/entrances.ts';
import { directionsOf, isOnHostNetwork, NETWORK_POLICY, podLabelsOf, policiesOn } from '../src/analysis/network/policies.ts';
import { policyObjects } from '../src/analysis/network/policyObjects.ts';
import { backendsOf, isOpenOutside, servicesIn } from '../src/analysis/network/services.ts';
import { namespaceOf } from '../src/analysis/namespaces.ts';
import { nameOf } from '../src/analysis/sentences.ts';
import { creationOf } from '../src/core/change.ts';
import type { Doubt, Remediation } from '../src/core/remediation.ts';
import type { Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { madeBy, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { cis, kubernetes, nsa } from './references.ts';

/** The label that the dashboard's own manifests set. */
const DASHBOARD = { 'k8s-app': 'kubernetes-dashboard' };

const isOpen = (workload: Resource, snapshot: Snapshot): boolean =>
  podLabelsOf(workload)['k8s-app'] === DASHBOARD['k8s-app'] &&
  !madeBy(workload, snapshot) &&
  !policiesOn(workload, snapshot).some((policy) => directionsOf(policy).includes('Ingress'));

const doubts = (workload: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const services = servicesIn(namespaceOf(workload), snapshot).filter((service) => backendsOf(service, snapshot).includes(workload));
  const seen = services.flatMap((service) => [
    ...ingressesTo(service, snapshot).map((ingress) => `${nameOf(ingress)} leads to it and is cut.`),
    ...(isOpenOutside(service) ? [`${nameOf(service)} opens it to the outside, which is cut.`] : []),
  ]);
  return [
    'Its Ingress, gateways and, with some network plugins, `kubectl proxy` through the API server are cut too; `kubectl port-forward` goes on working.',
    'Whether the network plugin enforces NetworkPolicy is not visible in the API.',
    ...seen,
  ].map((text) => ({ text }));
};

const remediation: Remediation = {
  id: 'deny-dashboard',
  title: 'The Kubernetes dashboard is reachable from every pod',
  severity: 'high',
  category: 'network',
  why: 'Whoever gets into any pod of the cluster can try the sign-in of the dashboard, and its weaknesses.',
  risk: 'Nobody reaches the dashboard over the pod network any more, whether from a pod, an Ingress or a gateway.',
  references: [
    cis('5.3.2'),
    nsa('Network separation and hardening'),
    kubernetes('tasks/access-application-cluster/web-ui-dashboard'),
    kubernetes('concepts/services-networking/network-policies'),
  ],
  kinds: WORKLOAD_KINDS,
  reads: [NETWORK_POLICY, 'Service', 'networking.k8s.io/Ingress'],
  doubtsFrom: ENTRANCES,
  find: (workload, snapshot) =>
    isOpen(workload, snapshot) ? [{ path: 'metadata.name', detail: 'no NetworkPolicy restricts who may connect to its pods' }] : [],
  fix: (workload, snapshot) => {
    if (!isOpen(workload, snapshot)) return [];
    const draft = { name: 'deny-dashboard', podSelector: { matchLabels: DASHBOARD }, policyTypes: ['Ingress'] as const };
    const source = snapshot.ref(workload).source;
    return policyObjects([draft], namespaceOf(workload), snapshot).map((policy) => ({
      ...creationOf(policy),
      ...(source ? { beside: source } : {}),
    }));
  },
  doubts,
  guide: (workload) =>
    isOnHostNetwork(workload)
      ? {
          steps: [
            'Network policies do not reach pods with hostNetwork: true. Take the dashboard off the network of its node, and scan again.',
          ],
        }
      : undefined,
};
export default remediation;
