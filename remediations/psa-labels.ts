import { labelOf } from '../src/analysis/psa/labels.ts';
import { isLevel } from '../src/analysis/psa/level.ts';
import { pinnedVersion, versionInput, withVersion } from '../src/analysis/psa/pinning.ts';
import { editOf } from '../src/core/change.ts';
import type { Remediation } from '../src/core/remediation.ts';
import { labelsOf, type Resource } from '../src/core/resource.ts';
import { cis, kubernetes, kubescape, kyverno, nsa, pss } from './references.ts';

/** Modes that refuse nothing, whose label is missing or no level. A namespace that refuses all that is not restricted has nothing to warn of. */
const silentModes = (namespace: Resource) =>
  labelsOf(namespace)[labelOf('enforce')] === 'restricted'
    ? []
    : (['warn', 'audit'] as const).filter((mode) => !isLevel(labelsOf(namespace)[labelOf(mode)]));

const remediation: Remediation = {
  id: 'psa-labels',
  title: 'A namespace says nothing about pods that Pod Security would not allow',
  severity: 'medium',
  category: 'pod-security',
  why: 'Pods that can take over their node come in unnoticed: nobody is warned, and the audit log does not tell.',
  risk: 'Nothing is refused: who deploys a pod that is not restricted sees a warning, and the audit log gets an annotation.',
  references: [
    pss('restricted'),
    cis('5.2.1'),
    kubescape('C-0192'),
    kyverno('psa/add-psa-namespace-reporting'),
    nsa('Kubernetes Pod security'),
    kubernetes('concepts/security/pod-security-admission'),
  ],
  kinds: ['Namespace'],
  find: (namespace, snapshot) =>
    snapshot.isSynthetic(namespace)
      ? []
      : silentModes(namespace).map((mode) => ({
          path: `metadata.labels["${labelOf(mode)}"]`,
          detail:
            mode === 'warn'
              ? 'nobody is warned of pods that are not restricted'
              : 'the audit log does not tell of pods that are not restricted',
        })),
  inputs: (namespace, snapshot) => [versionInput(namespace, silentModes(namespace), snapshot)],
  fix: (namespace, snapshot, { version }) => {
    const labels = silentModes(namespace).reduce(
      (so, mode, _i, modes) => withVersion({ ...so, [labelOf(mode)]: 'restricted' }, mode, version ?? pinnedVersion(namespace, modes)),
      labelsOf(namespace),
    );
    return [editOf(snapshot, namespace, { ...namespace, metadata: { ...namespace.metadata, labels } } as Resource)];
  },
  byDesign: (namespace) =>
    namespace.metadata.name === 'kube-system'
      ? "the cluster's own components need more than Pod Security allows, so warnings here would only name what has to stay"
      : undefined,
};
export default remediation;
