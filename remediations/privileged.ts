import { privileged } from '../src/analysis/psa/checks/privileged.ts';
import { breachesOf } from '../src/analysis/psa/breaches.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { podRemediation } from '../src/core/builders.ts';
import { securityContextOf, withSecurityContext } from '../src/core/securityContext.ts';
import { withContainers } from '../src/core/workload.ts';
import { checkov, cis, kubeaudit, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, pss, trivy } from './references.ts';

export default podRemediation({
  id: 'privileged',
  title: 'Containers are privileged',
  severity: 'critical',
  category: 'pod-security',
  why: 'A privileged container has every capability and every device of its node: whoever gets into it has the node, and all that runs there.',
  risk: 'Programs that load kernel modules, mount file systems, set up networks or use devices stop working.',
  references: [
    pss('baseline'),
    cis('5.2.2'),
    kubescape('C-0057'),
    trivy('KSV-0017'),
    polaris('runAsPrivileged'),
    kubeaudit('privileged'),
    checkov('CKV_K8S_16'),
    kubeLinter('privileged-container'),
    kyverno('pod-security/baseline/disallow-privileged-containers'),
    nsa('Kubernetes Pod security'),
    kubernetes('concepts/security/linux-kernel-security-constraints'),
  ],
  weaknesses: (_spec, resource, snapshot) =>
    breachesOf(privileged, resource, snapshot, { pod: 'securityContext', container: 'securityContext.privileged' }),
  harden: (spec) =>
    withContainers(spec, (container) =>
      securityContextOf(container)['privileged'] === true ? withSecurityContext(container, { privileged: false }) : container,
    ),
  doubts: () => [
    {
      text: 'Which devices, mounts and capabilities its programs use is not visible in the API: network, storage and node agents often need some. Give the capabilities that it needs by name first.',
    },
  ],
  byDesign: systemReason,
});
