import { setuidHint } from '../src/analysis/setuid.ts';
import { isWindowsPod } from '../src/analysis/windows.ts';
import { containerRemediation } from '../src/core/builders.ts';
import { field, text, type Resource } from '../src/core/resource.ts';
import { containersOf, podSpecOf, type Container } from '../src/core/workload.ts';
import { checkov, cis, kubeaudit, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, pss, trivy } from './references.ts';

const isOpen = (container: Container): boolean => field(container, 'securityContext', 'allowPrivilegeEscalation') !== false;

/** Why the API server refuses `false` here (its validation of SecurityContext; SYS_ADMIN makes it void all the same). */
const refusal = (container: Container): string | undefined => {
  if (field(container, 'securityContext', 'privileged') === true) return 'is privileged';
  const added = field(container, 'securityContext', 'capabilities', 'add');
  return Array.isArray(added) && added.some((name) => name === 'SYS_ADMIN' || name === 'CAP_SYS_ADMIN')
    ? 'adds the capability SYS_ADMIN'
    : undefined;
};

const open = (resource: Resource) => containersOf(resource, ['initContainers', 'containers']).filter(({ container }) => isOpen(container));

export default containerRemediation({
  id: 'privilege-escalation',
  title: 'Containers can gain more privileges than their parent',
  severity: 'high',
  category: 'pod-security',
  why: 'A setuid program in the image can turn the execution of any code into root.',
  risk: 'Programs that rely on setuid or file capabilities, such as sudo or ping, stop working.',
  references: [
    pss('restricted'),
    cis('5.2.6'),
    kubescape('C-0016'),
    trivy('KSV-0001'),
    polaris('privilegeEscalationAllowed'),
    kubeaudit('privesc'),
    checkov('CKV_K8S_20'),
    kubeLinter('privilege-escalation-container'),
    kyverno('pod-security/restricted/disallow-privilege-escalation'),
    nsa('Kubernetes Pod security'),
    kubernetes('tasks/configure-pod-container/security-context'),
  ],
  // Windows knows no setuid, and the API server refuses the field there.
  weakness: (container, spec) =>
    isOpen(container) && !isWindowsPod(spec)
      ? { path: 'securityContext.allowPrivilegeEscalation', detail: 'allowPrivilegeEscalation is not false' }
      : undefined,
  harden: (container) => {
    const context = container['securityContext'];
    return {
      ...container,
      securityContext: { ...(typeof context === 'object' && !Array.isArray(context) ? context : {}), allowPrivilegeEscalation: false },
    };
  },
  doubts: (resource) =>
    open(resource).flatMap(({ container }) => {
      const hint = setuidHint(container, podSpecOf(resource) ?? {});
      return hint === undefined ? [] : [{ text: `container ${text(container['name']) ?? '?'} ${hint}` }];
    }),
  byDesign: (resource) =>
    resource.metadata.namespace === 'kube-system' && open(resource).every(({ container }) => refusal(container) !== undefined)
      ? 'a component of the cluster whose containers have more rights than escalation could give them'
      : undefined,
  guide: (resource) => {
    const refused = open(resource).flatMap(({ container }) => {
      const reason = refusal(container);
      return reason === undefined
        ? []
        : [
            `Container ${text(container['name']) ?? '?'} ${reason}, and then allowPrivilegeEscalation: false is refused or void. Take that away first.`,
          ];
    });
    return refused.length === 0 ? undefined : { steps: [...refused, 'Scan again: what is left can be fixed then.'] };
  },
});
