import { capabilitiesRestricted, RESTRICTED } from '../src/analysis/psa/checks/capabilities.ts';
import { breachesOf } from '../src/analysis/psa/breaches.ts';
import { isWindowsPod } from '../src/analysis/windows.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { podRemediation } from '../src/core/builders.ts';
import type { Doubt } from '../src/core/remediation.ts';
import { isRecord, type Resource } from '../src/core/resource.ts';
import { securityContextOf, withFields, withSecurityContext } from '../src/core/securityContext.ts';
import { containersOf, DECLARED, withContainers, type Container } from '../src/core/workload.ts';
import { checkov, cis, kubeaudit, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, pss, trivy } from './references.ts';

const capabilitiesOf = (container: Container): Readonly<Record<string, unknown>> => {
  const capabilities = securityContextOf(container)['capabilities'];
  return isRecord(capabilities) ? capabilities : {};
};

const listIn = (container: Container, name: 'add' | 'drop'): readonly unknown[] => {
  const list = capabilitiesOf(container)[name];
  return Array.isArray(list) ? list : [];
};

const isAllowed = (name: unknown): boolean => typeof name === 'string' && RESTRICTED.has(name);

const hardened = (container: Container): Container => {
  const [add, drop] = [listIn(container, 'add'), listIn(container, 'drop')];
  const kept = add.filter(isAllowed);
  if (kept.length === add.length && drop.includes('ALL')) return container;
  const fields = {
    drop: drop.includes('ALL') ? drop : ['ALL'],
    ...(add.length === kept.length ? {} : { add: kept.length > 0 ? kept : undefined }),
  };
  return withSecurityContext(container, { capabilities: withFields(capabilitiesOf(container), fields) });
};

const doubts = (resource: Resource): readonly Doubt[] => [
  {
    text: 'Which capabilities its programs use is not visible in the API. Without any, root cannot change owners of files, switch to another user, or read what others own.',
  },
  ...containersOf(resource, DECLARED).flatMap(({ container }) => {
    const lost = listIn(container, 'add').filter((name) => !isAllowed(name));
    return lost.length === 0
      ? []
      : [{ text: `container ${String(container['name'])} asks for ${lost.map(String).join(', ')} and loses it` }];
  }),
];

export default podRemediation({
  id: 'capabilities',
  title: 'Containers keep capabilities of root',
  severity: 'high',
  category: 'pod-security',
  why: 'Every capability is a part of the power of root: NET_RAW fakes packets of neighbours, SYS_ADMIN is nearly the whole node.',
  risk: 'Programs that start as root and switch to another user, change owners of files, or use raw sockets stop working.',
  references: [
    pss('restricted'),
    ...['5.2.8', '5.2.9'].map(cis),
    kubescape('C-0046'),
    ...['KSV-0003', 'KSV-0106', 'KSV-0022'].map(trivy),
    polaris('dangerousCapabilities'),
    polaris('insecureCapabilities'),
    kubeaudit('capabilities'),
    checkov('CKV_K8S_37'),
    checkov('CKV_K8S_28'),
    kubeLinter('drop-net-raw-capability'),
    kyverno('pod-security/restricted/disallow-capabilities-strict'),
    nsa('Kubernetes Pod security'),
    kubernetes('tasks/configure-pod-container/security-context'),
  ],
  weaknesses: (spec, resource, snapshot) =>
    isWindowsPod(spec)
      ? []
      : breachesOf(capabilitiesRestricted, resource, snapshot, { pod: 'securityContext', container: 'securityContext.capabilities' }),
  harden: (spec) => withContainers(spec, hardened),
  doubts,
  byDesign: systemReason,
});
