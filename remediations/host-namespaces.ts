import { breachesOf } from '../src/analysis/psa/breaches.ts';
import { hostNamespaces } from '../src/analysis/psa/checks/hostNamespaces.ts';
import { windowsHostProcess } from '../src/analysis/psa/checks/windowsHostProcess.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { podRemediation } from '../src/core/builders.ts';
import { withFields } from '../src/core/securityContext.ts';
import { podSpecOf, type PodSpec } from '../src/core/workload.ts';
import { checkov, cis, kubeaudit, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, pss, trivy } from './references.ts';

const LOST: Readonly<Record<string, string>> = {
  hostNetwork:
    'its programs leave the network of the node: they listen on the address of the pod, no longer on that of the node, and NetworkPolicies reach them',
  hostPID: 'its programs see and signal the processes of the node no more',
  hostIPC: 'its programs share memory and semaphores with the node no more',
};

const sharedIn = (spec: PodSpec): readonly string[] => Object.keys(LOST).filter((name) => spec[name] === true);

export default podRemediation({
  id: 'host-namespaces',
  title: 'Pods share the network, processes or memory of their node',
  severity: 'high',
  category: 'pod-security',
  why: 'Whoever gets into such a pod listens to the traffic of its node and reaches its local services, or reads and signals its processes.',
  risk: 'Programs that watch or serve the node itself, such as network, monitoring and log agents, stop working.',
  references: [
    pss('baseline'),
    ...['5.2.3', '5.2.4', '5.2.5'].map(cis),
    ...['C-0038', 'C-0041'].map(kubescape),
    ...['KSV-0008', 'KSV-0009', 'KSV-0010'].map(trivy),
    ...['hostIPCSet', 'hostNetworkSet', 'hostPIDSet'].map(polaris),
    kubeaudit('hostns'),
    ...['CKV_K8S_17', 'CKV_K8S_18', 'CKV_K8S_19'].map(checkov),
    ...['host-ipc', 'host-network', 'host-pid'].map(kubeLinter),
    kyverno('pod-security/baseline/disallow-host-namespaces'),
    nsa('Kubernetes Pod security'),
    kubernetes('concepts/security/pod-security-standards'),
  ],
  weaknesses: (spec, resource, snapshot) =>
    breachesOf(hostNamespaces, resource, snapshot).length === 0
      ? []
      : sharedIn(spec).map((name) => ({ path: name, detail: `${name} is true` })),
  harden: (spec) => withFields(spec, Object.fromEntries(sharedIn(spec).map((name) => [name, undefined]))),
  doubts: (resource) => sharedIn(podSpecOf(resource) ?? {}).map((name) => ({ text: `Without ${name} ${LOST[name] ?? ''}.` })),
  guide: (resource, snapshot) =>
    breachesOf(windowsHostProcess, resource, snapshot).length === 0
      ? undefined
      : {
          steps: [
            'Pods of Windows HostProcess containers must be on the network of their node: take hostProcess away first (proc-sysctl).',
          ],
        },
  byDesign: systemReason,
});
