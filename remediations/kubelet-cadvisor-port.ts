import { configurationKinds, configurationsOf, standing, undecidedOf } from '../src/analysis/controlPlane/configurations.ts';
import { minorOf } from '../src/analysis/controlPlane/release.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { field, kindOf, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { kubernetes, nsa } from './references.ts';

/** It listened unless told otherwise up to v1.10, and was taken out in v1.12. */
const LAST_BY_DEFAULT = 10;
const LAST = 11;

const VERSION = 'status.nodeInfo.kubeletVersion';

const inNode = (node: Resource): readonly Evidence[] => {
  const minor = minorOf(field(node, ...VERSION.split('.')));
  return minor !== undefined && minor <= LAST_BY_DEFAULT
    ? [
        {
          path: VERSION,
          detail: `kubelets of v1.${minor} serve cAdvisor on port 4194, and some installers on 4149, unless --cadvisor-port is 0`,
        },
      ]
    : [];
};

const inConfiguration = (resource: Resource, snapshot: Snapshot): readonly Evidence[] => {
  const found = configurationsOf('kubelet', snapshot).get(resource);
  if (!found) return [];
  return ['cAdvisorPort', 'cadvisorPort'].flatMap((name) => {
    const port = found.values[name];
    return typeof port === 'number' && port > 0
      ? [{ path: found.textAt ?? standing(found.values, name), detail: `${name} (--cadvisor-port) is ${port}` }]
      : [];
  });
};

const remediation: Remediation = {
  id: 'kubelet-cadvisor-port',
  title: "A kubelet serves cAdvisor's pages without credentials (4149, 4194)",
  severity: 'medium',
  category: 'control-plane',
  why: 'Everybody in the network sees what runs on the node, with which command lines, and how busy it is.',
  risk: 'Monitoring that reads this port finds nothing: /metrics/cadvisor of port 10250 serves the same to who may read it.',
  references: [nsa('Network separation and hardening'), kubernetes('reference/instrumentation/node-metrics')],
  kinds: ['Node', ...configurationKinds('kubelet')],
  among: (snapshot) => [...snapshot.list('Node'), ...configurationsOf('kubelet', snapshot).keys()],
  undecided: (snapshot) => (snapshot.list('Node').length > 0 ? [] : undecidedOf('kubelet', snapshot)),
  find: (resource, snapshot) => (kindOf(resource) === 'Node' ? inNode(resource) : inConfiguration(resource, snapshot)),
  guide: () => ({
    steps: [
      `Upgrade: since v1.${LAST + 1} no kubelet has this port.`,
      'Until then, start the kubelet with --cadvisor-port=0, and close 4149 and 4194 in the firewall or the security group of the nodes.',
      'EKS, GKE, AKS: no version that they still run has this port.',
    ],
  }),
};
export default remediation;
