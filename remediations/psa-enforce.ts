import { enforcingDoubts } from '../src/analysis/psa/enforcing.ts';
import { labelOf, policyOf } from '../src/analysis/psa/labels.ts';
import { isStricter } from '../src/analysis/psa/level.ts';
import { pinnedVersion, versionInput, withVersion } from '../src/analysis/psa/pinning.ts';
import { enforceableAt, enforceableLevel, enforcedVersion, inhabitantsOf } from '../src/analysis/psa/namespace.ts';
import { ownMasters, refusedBy } from '../src/analysis/psa/refused.ts';
import { listed } from '../src/analysis/sentences.ts';
import { editOf } from '../src/core/change.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { labelsOf, text, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { podSpecOf, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { cis, kubernetes, kubescape, nsa, pss } from './references.ts';

const isStricterToday = (namespace: Resource, snapshot: Snapshot): boolean =>
  isStricter(enforceableLevel(namespace, snapshot), policyOf(namespace, 'enforce').level);

/** Components of the cluster itself that even baseline would refuse: network plugins, storage drivers, node agents. */
const needing = (namespace: Resource, snapshot: Snapshot): readonly string[] => {
  const system = ownMasters(inhabitantsOf(namespace, snapshot).live, snapshot).filter((resource) =>
    text(podSpecOf(resource)?.['priorityClassName'])?.startsWith('system-'),
  );
  return refusedBy('baseline', enforcedVersion(namespace, snapshot), system);
};

const find = (namespace: Resource, snapshot: Snapshot): readonly Evidence[] => {
  if (snapshot.isSynthetic(namespace)) return [];
  const enforced = policyOf(namespace, 'enforce').level;
  const path = `metadata.labels["${labelOf('enforce')}"]`;
  if (isStricterToday(namespace, snapshot)) {
    const nobody = inhabitantsOf(namespace, snapshot).live.length === 0;
    const why = nobody ? 'nothing is here that needs it' : `all pods and templates here meet ${enforceableLevel(namespace, snapshot)}`;
    return [{ path, detail: `${enforced} is enforced, and ${why}` }];
  }
  const needs = enforced === 'privileged' ? needing(namespace, snapshot) : [];
  return needs.length === 0 ? [] : [{ path, detail: 'nothing is enforced' }];
};

const byDesign = (namespace: Resource, snapshot: Snapshot): string | undefined => {
  if (namespace.metadata.name === 'kube-system')
    return "the cluster's own components live here, and an upgrade, a new node or an add-on may bring one that needs to be privileged";
  return isStricterToday(namespace, snapshot) ? undefined : `system components need it: ${listed(needing(namespace, snapshot))}`;
};

const remediation: Remediation = {
  id: 'psa-enforce',
  title: 'A namespace lets in weaker pods than it needs',
  severity: 'high',
  category: 'pod-security',
  why: 'Whoever may create a pod here can make it a privileged one, and with that take over the node and all that runs there.',
  risk: 'Pods that do not meet the level are refused from then on: a rollout, a Job or a restart after an eviction would stay without pods.',
  references: [
    pss('baseline'),
    pss('restricted'),
    cis('5.2.1'),
    ...['C-0192', 'C-0193', 'C-0197'].map(kubescape),
    nsa('Kubernetes Pod security'),
    kubernetes('concepts/security/pod-security-admission'),
  ],
  kinds: ['Namespace'],
  reads: WORKLOAD_KINDS,
  find,
  inputs: (namespace, snapshot) => [
    versionInput(namespace, ['enforce'], snapshot, (version) => {
      const level = enforceableAt(namespace, snapshot, version);
      return isStricter(level, policyOf(namespace, 'enforce').level)
        ? undefined
        : `By the rules of ${version} all here meets no more than ${level}.`;
    }),
  ],
  fix: (namespace, snapshot, { version = pinnedVersion(namespace, ['enforce']) }) => {
    const level = enforceableAt(namespace, snapshot, version);
    if (!isStricterToday(namespace, snapshot) || !isStricter(level, policyOf(namespace, 'enforce').level)) return [];
    const labels = withVersion({ ...labelsOf(namespace), [labelOf('enforce')]: level }, 'enforce', version);
    return [editOf(snapshot, namespace, { ...namespace, metadata: { ...namespace.metadata, labels } } as Resource)];
  },
  doubts: (namespace, snapshot) => enforcingDoubts(namespace, snapshot).map((text) => ({ text })),
  byDesign,
};
export default remediation;
