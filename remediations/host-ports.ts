import { breachesOf } from '../src/analysis/psa/breaches.ts';
import { hostPorts } from '../src/analysis/psa/checks/hostPorts.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { podRemediation } from '../src/core/builders.ts';
import { field, isRecord, items, kindOf, type Resource } from '../src/core/resource.ts';
import { withFields } from '../src/core/securityContext.ts';
import { containersOf, DECLARED, podSpecOf, withContainers, type Container } from '../src/core/workload.ts';
import { checkov, cis, kubernetes, kubescape, kyverno, nsa, polaris, pss, trivy } from './references.ts';

const hasHostPort = (port: Readonly<Record<string, unknown>>): boolean => typeof port['hostPort'] === 'number' && port['hostPort'] !== 0;

const closed = (container: Container): Container => {
  const ports = container['ports'];
  if (!Array.isArray(ports) || !items(ports).some(hasHostPort)) return container;
  const mended = ports.map((port: unknown) =>
    isRecord(port) && hasHostPort(port) ? withFields(port, { hostPort: undefined, hostIP: undefined }) : port,
  );
  return { ...container, ports: mended };
};

/** The ports that the node opens for these pods, as text. */
const opened = (resource: Resource): string =>
  containersOf(resource, DECLARED)
    .flatMap(({ container }) => items(container['ports']).filter(hasHostPort))
    .map((port) => String(port['hostPort']))
    .join(', ');

export default podRemediation({
  id: 'host-ports',
  title: 'Containers open ports of their node',
  severity: 'medium',
  category: 'pod-security',
  why: 'A host port is open to everyone who reaches the node, past Services, and with many network plugins past NetworkPolicies.',
  risk: 'Whoever connects to the port on the address of a node gets no answer any more.',
  references: [
    pss('baseline'),
    cis('5.2.12'),
    kubescape('C-0044'),
    trivy('KSV-0024'),
    polaris('hostPortSet'),
    checkov('CKV_K8S_26'),
    kyverno('pod-security/baseline/disallow-host-ports'),
    nsa('Network separation and hardening'),
    kubernetes('concepts/configuration/overview'),
  ],
  weaknesses: (_spec, resource, snapshot) => breachesOf(hostPorts, resource, snapshot, { pod: 'containers', container: 'ports' }),
  harden: (spec) => withContainers(spec, closed),
  doubts: (resource) => [
    {
      text: `Who connects to port ${opened(resource)} of the nodes is not visible in the API: ingress controllers and node agents are often reached so. A Service reaches the same container port.`,
    },
  ],
  guide: (resource) =>
    kindOf(resource) === 'Pod' && field(podSpecOf(resource), 'hostNetwork') === true
      ? {
          steps: [
            'On the network of its node every port of a pod is a host port: take hostNetwork away first (host-namespaces), and scan again.',
          ],
        }
      : undefined,
  byDesign: systemReason,
});
